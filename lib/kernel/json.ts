import { Problem } from "./errors";

/**
 * A number that a double cannot hold exactly, kept as it was written. Rules never compare it, and
 * what is forwarded is its own text, so nobody judges one number and sends another.
 */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue = null | boolean | number | string | InexactNumber | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** More values than any call needs; each costs what dozens of bytes of text do. */
const MAX_VALUES = 100_000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_STRING = /[ !#-[\]-\uffff]*/y;
const SPACE = /[ \t\n\r]*/y;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses one JSON text (RFC 8259) so that no second parser can read it differently: a key twice in
 * one object, keys that differ only in case, anything after the value, nesting beyond `maxDepth`,
 * invalid UTF-8 and lone surrogates are refused. Objects have no prototype. Keys that differ only in
 * case may be allowed, for texts that are read for what they say and not for who may do it.
 *
 * The time it takes is bounded by the text's length, and the values it may hold are counted, so that
 * no text can keep a process busy for long.
 *
 * @throws Problem `malformed_json`, whose detail names the fault and its character offset.
 */
export function parseStrictJson(
  bytes: Uint8Array,
  options: { readonly maxDepth: number; readonly caseVariants?: "refuse" | "allow" },
): JsonValue {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Problem("malformed_json", { detail: "The body is not valid UTF-8." });
  }
  const parser = new Parser(text, options.maxDepth, options.caseVariants !== "allow");
  return parser.document();
}

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #foldsCase: boolean;
  #at = 0;
  #values = 0;

  constructor(text: string, maxDepth: number, foldsCase: boolean) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#foldsCase = foldsCase;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault("something follows the JSON value");
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > this.#maxDepth) throw this.#fault("nested too deep");
    if (++this.#values > MAX_VALUES) throw this.#fault(`more than ${MAX_VALUES} values`);
    this.#space();
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x22:
        return this.#string();
      case 0x74:
        return this.#word("true", true);
      case 0x66:
        return this.#word("false", false);
      case 0x6e:
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = Object.create(null);
    const folded = new Set<string>();
    this.#at++;
    if (this.#skip("}")) return object;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#fault("a key was expected");
      const key = this.#string();
      const fold = this.#foldsCase ? foldCase(key) : key;
      if (folded.has(fold))
        throw this.#fault("a key stands twice in one object, or twice but for its case");
      folded.add(fold);
      if (!this.#skip(":")) throw this.#fault("a colon was expected");
      object[key] = this.#value(depth + 1);
      if (this.#skip("}")) return object;
      if (!this.#skip(",")) throw this.#fault("a comma or the end of the object was expected");
    }
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#at++;
    if (this.#skip("]")) return array;
    for (;;) {
      array.push(this.#value(depth + 1));
      if (this.#skip("]")) return array;
      if (!this.#skip(",")) throw this.#fault("a comma or the end of the array was expected");
    }
  }

  #string(): string {
    const start = this.#at + 1;
    PLAIN_STRING.lastIndex = start;
    PLAIN_STRING.test(this.#text);
    let end = PLAIN_STRING.lastIndex;
    if (this.#text[end] === '"') {
      this.#at = end + 1;
      return this.#text.slice(start, end);
    }
    while (this.#text[end] === "\\") {
      PLAIN_STRING.lastIndex = end + 2;
      PLAIN_STRING.test(this.#text);
      end = Math.max(PLAIN_STRING.lastIndex, end + 2);
    }
    if (this.#text[end] !== '"')
      throw this.#fault("a string does not end or holds a control character");
    return this.#escaped(start, end);
  }

  #escaped(start: number, end: number): string {
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(start - 1, end + 1)) as string;
    } catch {
      throw this.#fault("a string holds an escape that does not exist");
    }
    if (!value.isWellFormed()) throw this.#fault("a string holds half of a surrogate pair");
    this.#at = end + 1;
    return value;
  }

  #number(): number | InexactNumber {
    NUMBER.lastIndex = this.#at;
    if (!NUMBER.test(this.#text)) throw this.#fault("a value was expected");
    const token = this.#text.slice(this.#at, NUMBER.lastIndex);
    this.#at = NUMBER.lastIndex;
    const value = Number(token);
    return holdsExactly(token, value) ? value : new InexactNumber(token);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#fault("a value was expected");
    this.#at += word.length;
    return value;
  }

  #skip(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #fault(what: string): Problem {
    return new Problem("malformed_json", {
      detail: `Not strict JSON at character ${this.#at}: ${what}.`,
    });
  }
}

/** Up and down again, as the loosest readers compare: the Kelvin sign is a k, the long s is an s. */
export function foldCase(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** A double holds a written number when the double's own shortest spelling is the same decimal. */
function holdsExactly(token: string, value: number): boolean {
  if (token.length <= 15 && !/[.eE]/.test(token)) return true;
  return Number.isFinite(value) && decimalOf(token) === decimalOf(String(value));
}

/** A decimal text as significant digits and exponent, so that `1.50e3` and `1500` compare equal. */
function decimalOf(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "0";
  const kept = withoutEndingZeros(digits);
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

/** Not by an expression: /0+$/ tries every zero of a long run anew, which takes the square of its length. */
function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

/** Writes a parsed value back, inexact numbers as they were written. */
export function stringifyJson(value: JsonValue): string {
  return hasInexact(value) ? write(value) : JSON.stringify(value);
}

function hasInexact(value: JsonValue): boolean {
  if (value === null || typeof value !== "object") return false;
  if (value instanceof InexactNumber) return true;
  return Array.isArray(value) ? value.some(hasInexact) : Object.values(value).some(hasInexact);
}

function write(value: JsonValue): string {
  if (value instanceof InexactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${write(item)}`,
  );
  return `{${members.join(",")}}`;
}
