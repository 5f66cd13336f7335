/** Where a value stands in the text: the line of its key, or of itself, counted from 1. */
export type Place = { readonly line: number; readonly column: number };
export type SyntaxFault = Place & { readonly message: string };
/** A value as it stands in the text: where it begins and ends, and what it holds, in order. */
export type Node = {
  from: number;
  to: number;
  /** Of an object: its keys as they stand, each with its own beginning. */
  members?: { readonly key: string; readonly from: number; readonly node: Node }[];
  /** Of a list: its items. */
  items?: Node[];
};
export type Parsed =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly places: ReadonlyMap<string, Place>;
      readonly tree: Node;
    }
  | { readonly ok: false; readonly fault: SyntaxFault };

/** Space, tab, line feed, carriage return. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

class Fault extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Reads JSON and remembers where each value stands, by JSON pointer, so that a fault that names a
 * pointer can be shown at its line. Strict as the server is: a key twice or anything after the
 * value is a fault.
 */
export function parseWithPlaces(text: string): Parsed {
  const places = new Map<string, Place>();
  const placeAt = placesIn(text);
  const tree: Node = { from: 0, to: 0 };
  let at = 0;

  const fail = (message: string, offset = at): never => {
    throw new Fault(message, offset);
  };
  const skip = () => {
    for (let code = text.charCodeAt(at); BLANKS.has(code); code = text.charCodeAt(at)) at++;
  };
  const expect = (char: string, what: string) => {
    skip();
    if (text[at] !== char) fail(`Expected ${what}${found(text, at)}`);
    at++;
  };
  const scalar = (pattern: RegExp, what: string): unknown => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return fail(`Expected ${what}${found(text, at)}`);
    const start = at;
    at = pattern.lastIndex;
    try {
      return JSON.parse(match[0]);
    } catch {
      return fail(`This is not valid JSON: ${match[0]}`, start);
    }
  };
  const string = () => scalar(/"(?:[^"\\]|\\.)*"/y, "text in double quotes") as string;

  const value = (pointer: string, depth: number, node: Node): unknown => {
    skip();
    if (depth > 32) fail("Nested too deeply");
    if (!places.has(pointer)) places.set(pointer, placeAt(at));
    node.from = at;
    const result = valueAt(pointer, depth, node);
    node.to = at;
    return result;
  };

  const valueAt = (pointer: string, depth: number, node: Node): unknown => {
    if (text[at] === "{") return object(pointer, depth, node);
    if (text[at] === "[") return array(pointer, depth, node);
    if (text[at] === '"') return string();
    return scalar(/-?\d[\d.eE+-]*|true|false|null/y, "a value");
  };

  const object = (pointer: string, depth: number, node: Node) => {
    const members = new Map<string, unknown>();
    const standing: NonNullable<Node["members"]> = [];
    node.members = standing;
    at++;
    skip();
    if (text[at] === "}") at++;
    else
      for (;;) {
        skip();
        const keyAt = at;
        const key = string();
        if (members.has(key)) fail(`The key "${key}" is there twice`, keyAt);
        const child = `${pointer}/${escapePointer(key)}`;
        places.set(child, placeAt(keyAt));
        expect(":", "a colon after the key");
        const inner: Node = { from: at, to: at };
        members.set(key, value(child, depth + 1, inner));
        standing.push({ key, from: keyAt, node: inner });
        skip();
        if (text[at] === "}") break;
        expect(",", "a comma or }");
      }
    at += members.size > 0 ? 1 : 0;
    return Object.fromEntries(members);
  };

  const array = (pointer: string, depth: number, node: Node) => {
    const items: unknown[] = [];
    const standing: Node[] = [];
    node.items = standing;
    at++;
    skip();
    if (text[at] !== "]")
      for (;;) {
        const inner: Node = { from: at, to: at };
        items.push(value(`${pointer}/${items.length}`, depth + 1, inner));
        standing.push(inner);
        skip();
        if (text[at] === "]") break;
        expect(",", "a comma or ]");
      }
    at++;
    return items;
  };

  try {
    const result = value("", 0, tree);
    skip();
    if (at < text.length) fail(`There is something after the end${found(text, at)}`);
    return { ok: true, value: result, places, tree };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { ok: false, fault: { message: thrown.message, ...placeAt(thrown.offset) } };
  }
}

/** The place of a pointer, or of the nearest thing around it that is there. */
export function placeOf(places: ReadonlyMap<string, Place>, pointer: string): Place {
  for (let here = pointer; ; here = here.slice(0, here.lastIndexOf("/"))) {
    const place = places.get(here);
    if (place !== undefined) return place;
    if (here === "") return { line: 1, column: 1 };
  }
}

/** A key as a segment of a JSON pointer. */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Lines and columns by offset; the text is gone through once, however many are asked for. */
function placesIn(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function found(text: string, at: number): string {
  const char = text[at];
  return char === undefined ? ", found the end" : `, found ${char}`;
}
