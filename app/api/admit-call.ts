import { Problem } from "@/lib/kernel";

/** What a call of a server action may weigh, in bytes. */
const MAX_BYTES = 1024 * 1024;
/** Deeper than any form of the console, and far from what the decoder's recursion can bear. */
const MAX_DEPTH = 64;
/** How a call writes what JSON has no sign for, and a text that begins with the sign for that. */
const PLAIN = /^\$(?:\$|undefined$|NaN$|-?Infinity$|-0$)/;
/** The same, or a form among the arguments; it stands in the parts of the same body. */
const PLAIN_OR_FORM = /^\$(?:\$|undefined$|NaN$|-?Infinity$|-0$|K[0-9a-f]{1,4}$)/;

const malformed = () =>
  new Problem("malformed_json", { detail: "The call is not of the form that the console sends." });

/**
 * Refuses a call of a server action that no page of the console sends, before the framework decodes
 * it: its decoder fails over what it cannot read, and follows references that nobody here makes.
 *
 * @throws Problem `malformed_json`, `payload_too_large`, `unsupported_media_type`.
 */
export async function assertCall(request: Request): Promise<void> {
  if (request.method !== "POST") return;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const named = request.headers.has("next-action");
  if (!named && type !== "multipart/form-data") return;
  if (Number(request.headers.get("content-length")) > MAX_BYTES)
    throw new Problem("payload_too_large");
  if (type === "text/plain") judge(await request.text(), PLAIN);
  else if (type === "multipart/form-data") await judgeForm(request, named);
  else throw new Problem("unsupported_media_type");
}

/** A form that a browser sends by itself names its action in a part, and has no arguments to judge. */
async function judgeForm(request: Request, named: boolean): Promise<void> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch (cause) {
    throw new Problem("malformed_json", { detail: "The form cannot be read.", cause });
  }
  if (!named) return;
  const args = form.get("0");
  if (typeof args !== "string") throw malformed();
  judge(args, PLAIN_OR_FORM);
}

function judge(text: string, signs: RegExp): void {
  if (text.length > MAX_BYTES) throw new Problem("payload_too_large");
  let args: unknown;
  try {
    args = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (!Array.isArray(args)) throw malformed();
  const waiting: { value: unknown; depth: number }[] = [{ value: args, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value === "string" && value.startsWith("$") && !signs.test(value)) throw malformed();
    if (typeof value !== "object" || value === null) continue;
    if (depth > MAX_DEPTH) throw malformed();
    for (const part of Object.values(value)) waiting.push({ value: part, depth: depth + 1 });
  }
}
