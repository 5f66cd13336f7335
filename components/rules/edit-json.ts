import { formatPart, readingRank } from "./format-rules";
import { type Node, parseWithPlaces } from "./json-places";

/** Keys from the document's root; never into a list, which is replaced as a whole. */
export type KeyPath = readonly string[];
type Member = NonNullable<Node["members"]>[number];

/**
 * The text with the value at a path replaced, or added where it is read, or, given `undefined`, taken
 * out. Everything else stays as it was typed. Throws where the text is not JSON.
 */
export function editJson(text: string, path: KeyPath, value: unknown): string {
  const parsed = parseWithPlaces(text);
  if (!parsed.ok) throw new Error(`not JSON: ${parsed.fault.message}`);
  let node = parsed.tree;
  for (const [depth, key] of path.entries()) {
    const { members } = node;
    if (members === undefined) throw new Error(`no object at ${path.slice(0, depth).join(".")}`);
    const index = members.findIndex((member) => member.key === key);
    const member = members[index];
    const here = path.slice(0, depth);
    if (member === undefined) {
      if (value === undefined) return text;
      return addMember(text, node, here, key, wrapped(value, path.slice(depth + 1)));
    }
    if (depth === path.length - 1 && value === undefined) return takeOut(text, node, index);
    node = member.node;
  }
  return splice(
    text,
    node.from,
    node.to,
    formatPart(value, indentAt(text, node.from), atTools(path)),
  );
}

/** The keys of `tools` are names; every other object has keys of ours. */
function atTools(path: KeyPath): boolean {
  return path.length === 1 && path[0] === "tools";
}

function wrapped(value: unknown, path: KeyPath): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}

function addMember(text: string, node: Node, path: KeyPath, key: string, value: unknown): string {
  const members = node.members ?? [];
  const [first] = members;
  const onLines = first !== undefined && text.slice(node.from, first.from).includes("\n");
  if (!onLines) {
    // On one line, or empty: set anew, in the form everything is formatted in.
    const whole = { ...(JSON.parse(text.slice(node.from, node.to)) as object), [key]: value };
    const indent = indentAt(text, node.from);
    return splice(text, node.from, node.to, formatPart(whole, indent, atTools(path)));
  }
  const indent = indentAt(text, first.from);
  const printed = `${JSON.stringify(key)}: ${formatPart(value, indent, atTools([...path, key]))}`;
  const next = members[placeFor(members, key, atTools(path))];
  if (next !== undefined) {
    return splice(text, next.from, next.from, `${printed},\n${indent}`);
  }
  const end = members.at(-1)?.node.to ?? node.to;
  return splice(text, end, end, `,\n${indent}${printed}`);
}

/** Before which member a new key is read; past the end where the order that stands is the writer's own. */
function placeFor(members: readonly Member[], key: string, byName: boolean): number {
  const before = (a: string, b: string) => (byName ? a < b : readingRank(a) < readingRank(b));
  const ordered = members.every(({ key: one }, index) => {
    const last = members[index - 1];
    return last === undefined || !before(one, last.key);
  });
  const at = ordered ? members.findIndex((member) => before(key, member.key)) : -1;
  return at < 0 ? members.length : at;
}

function takeOut(text: string, node: Node, index: number): string {
  const members = node.members ?? [];
  const [member, next, last] = [members[index], members[index + 1], members[index - 1]];
  if (member === undefined) return text;
  if (next !== undefined) return splice(text, member.from, next.from, "");
  if (last !== undefined) return splice(text, last.node.to, member.node.to, "");
  return splice(text, node.from, node.to, "{}");
}

function splice(text: string, from: number, to: number, middle: string): string {
  return text.slice(0, from) + middle + text.slice(to);
}

/** The white space that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}
