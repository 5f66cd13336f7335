/** A value that canonical JSON can hold. */
export type Canonical =
  | null
  | boolean
  | number
  | string
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

/**
 * Canonical JSON (RFC 8785): keys in order of their UTF-16 code units, no white space, numbers and
 * strings as ECMAScript writes them. Members that are `undefined` are left out.
 *
 * @throws TypeError for what JSON cannot hold: numbers that are not finite, lone surrogates, dates.
 */
export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("canonical JSON holds finite numbers only");
    return JSON.stringify(value);
  }
  if (typeof value === "string") return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isPlainObject(value)) throw new TypeError("canonical JSON holds plain values only");
  return canonicalObject(value);
}

/** A date, a map or bytes would come out as an object without members: a wrong text, not none. */
function isPlainObject(value: unknown): value is { readonly [key: string]: Canonical | undefined } {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("canonical JSON holds well-formed strings only");
  return JSON.stringify(text);
}

function canonicalObject(object: { readonly [key: string]: Canonical | undefined }): string {
  let out = "";
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    out += `${out === "" ? "" : ","}${canonicalString(key)}:${canonicalJson(member)}`;
  }
  return `{${out}}`;
}
