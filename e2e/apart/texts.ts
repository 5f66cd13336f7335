import { rowsOf } from "./database";
import type { FullTenant } from "./fill";
import type { CanaryTenant } from "./tenant";

/** Every text that the database holds for a tenant, whatever table or column it stands in. */
export async function textsOf({ tenantId }: CanaryTenant): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const rows of (await rowsOf(tenantId)).values()) collect(rows, texts);
  return texts;
}

/** Shorter texts are words of the product or of nobody. */
const SHORTEST = 8;

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === "string") {
    const bytes = /^\\x((?:[0-9a-f]{2})*)$/.exec(value)?.[1];
    const text = bytes ?? value;
    if (text.length >= SHORTEST) into.add(text);
    if (bytes !== undefined) collectBytes(Buffer.from(bytes, "hex"), into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (!Array.isArray(value)) collect(key, into);
      collect(part, into);
    }
  }
}

/** An entry of the ledger is stored as the bytes that were hashed; what it says is in them. */
function collectBytes(bytes: Buffer, into: Set<string>): void {
  const text = bytes.toString("utf8");
  if (text.startsWith('{"at":')) collect(JSON.parse(text), into);
  else if (bytes.length >= SHORTEST) into.add(bytes.toString("base64"));
}

/** What is one tenant's and in no word of the other: the texts that must never reach the other. */
export async function alone(of: FullTenant, other: FullTenant): Promise<string[]> {
  const theirs = [...(await textsOf(other))].join("\n");
  const own = [...(await textsOf(of)), ...of.records.secrets];
  // What the house does by itself bears its own name, with whom it came to first.
  return own.filter((text) => !theirs.includes(text) && !text.startsWith("system:"));
}
