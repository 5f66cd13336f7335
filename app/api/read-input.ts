import { z } from "zod";
import { type FieldFault, type JsonValue, Problem, parseStrictJson } from "@/lib/kernel";
import type { Endpoint } from "./endpoint";

/** The largest body the control API reads, in bytes. */
export const BODY_LIMIT_BYTES = 256 * 1024;
const MAX_DEPTH = 64;

const nothing = z.strictObject({});

/** The query, judged by the endpoint's form. A name that comes twice is a fault, not a choice. */
export function readQuery(url: URL, schema: Endpoint["query"] = nothing): unknown {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name))
      throw unprocessable([{ path: `/${name}`, message: "Given twice" }]);
    query[name] = value;
  }
  return judge(schema, query);
}

/**
 * The path's parameters. One that cannot be the name of anything is answered like one that is the
 * name of nothing: nobody learns more by asking oddly.
 */
export function readParams(
  given: Readonly<Record<string, string | string[]>>,
  schema: Endpoint["params"] = nothing,
): unknown {
  const result = schema.safeParse(given);
  if (!result.success) throw new Problem("not_found");
  return result.data;
}

/** The body's bytes, at most `limit` of them, whatever the header says. */
export async function readBytes(request: Request, limit = BODY_LIMIT_BYTES): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limit) throw tooLarge(limit);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body, parsed strictly and judged by the endpoint's form. */
export function readBody(request: Request, bytes: Uint8Array, schema: Endpoint["body"]): unknown {
  const form = schema ?? nothing;
  if (bytes.byteLength === 0 && form.safeParse({}).success) return form.parse({});
  requireJson(request.headers);
  return judge(form, plain(parseStrictJson(bytes, { maxDepth: MAX_DEPTH })));
}

/**
 * A body that may be JSON or, as OAuth's own clients send it, a form; judged by one schema. A name that
 * comes twice in a form is a fault.
 */
export async function readForm<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const bytes = await readBytes(request);
  const type = (request.headers.get("content-type") ?? "").toLowerCase().split(";")[0]?.trim();
  if (type !== "application/x-www-form-urlencoded")
    return readBody(request, bytes, schema) as z.output<Schema>;
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(Buffer.from(bytes).toString("utf8"))) {
    if (Object.hasOwn(fields, name))
      throw unprocessable([{ path: `/${name}`, message: "Given twice" }]);
    fields[name] = value;
  }
  return judge(schema, fields) as z.output<Schema>;
}

function requireJson(headers: Headers): void {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";");
  const utf8 = parameters.every((parameter) => /^\s*charset\s*=\s*"?utf-8"?\s*$/.test(parameter));
  const encoded = !["", "identity"].includes(headers.get("content-encoding") ?? "");
  if (type.trim() !== "application/json" || !utf8 || encoded)
    throw new Problem("unsupported_media_type");
}

/** Validators expect ordinary objects; the strict parser gives ones without a prototype. */
function plain(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== null)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Where a text holds the character NUL, which JSON can carry and the database cannot keep. */
function nulIn(value: unknown, at: string): string | null {
  if (typeof value === "string") return value.includes("\0") ? at : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = key.includes("\0") ? at : nulIn(item, `${at}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

function judge(schema: z.ZodType, value: unknown): unknown {
  const nul = nulIn(value, "");
  if (nul !== null) throw unprocessable([{ path: nul, message: "A text may not hold NUL" }]);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw unprocessable(
    result.error.issues.flatMap((issue) => {
      const at = issue.path.map((step) => `/${String(step)}`).join("");
      return issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ path: `${at}/${key}`, message: "There is no such field" }))
        : [{ path: at, message: issue.message }];
    }),
  );
}

function unprocessable(fields: readonly FieldFault[]): Problem {
  return new Problem("unprocessable", { extensions: { fields: fields.slice(0, 50) } });
}

function tooLarge(limit: number): Problem {
  return new Problem("payload_too_large", {
    detail: `The body may be at most ${limit} bytes.`,
    headers: { connection: "close" },
  });
}
