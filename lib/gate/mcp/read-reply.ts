import { type JsonValue, parseStrictJson } from "@/lib/kernel";

/** Deeper than any schema, shallow enough for the stack. */
const MAX_DEPTH = 256;

/**
 * A server's reply as a value, for filtering, numbers as they were written. A reply may hold what a
 * request may not: a schema with the properties `id` and `ID`, half a surrogate pair in a
 * description. What is sent on is written from what was read here.
 *
 * @throws SyntaxError if it is not JSON at all.
 */
export function readReply(text: string): JsonValue {
  try {
    return parseStrictJson(Buffer.from(text), { maxDepth: MAX_DEPTH, caseVariants: "allow" });
  } catch {
    return JSON.parse(text) as JsonValue;
  }
}
