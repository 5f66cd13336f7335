/** The order a person reads a rules document in, by where the keys stand. */
const ORDER: readonly string[] = [
  "version",
  "default",
  "hide",
  "all_tools",
  "tools",
  "require",
  "deny_if",
  "approve_if",
  "limits",
  "path",
  "op",
  "value",
  "counter",
  "window",
  "max",
  "scope",
  "increment_from",
];
const LINE = 72;

/**
 * A rules document as text: keys in reading order, tools by name, what is short on one line. The
 * database keeps no order of keys, so two versions are compared in this form.
 */
export function formatRules(document: unknown): string {
  return print(document, "", false);
}

/** The text in reading order; one that is not JSON stays as it is. */
export function formatText(text: string): string {
  try {
    return formatRules(JSON.parse(text));
  } catch {
    return text;
  }
}

/**
 * A part of a rules document as text, for a place whose line is indented so far. `byName` where the
 * part's keys are names of tools.
 */
export function formatPart(value: unknown, indent: string, byName: boolean): string {
  return print(value, indent, byName);
}

/** Where a key of our own stands in the reading order; one that is not ours comes last. */
export function readingRank(key: string): number {
  const place = ORDER.indexOf(key);
  return place < 0 ? ORDER.length : place;
}

function print(value: unknown, indent: string, byName: boolean): string {
  const short = inline(value, byName);
  if (short.length + indent.length <= LINE && !isDeep(value)) return short;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${deeper}${print(item, deeper, false)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (isObject(value)) {
    const members = entries(value, byName).map(
      ([key, item]) =>
        `${deeper}${JSON.stringify(key)}: ${print(item, deeper, !byName && key === "tools")}`,
    );
    return `{\n${members.join(",\n")}\n${indent}}`;
  }
  return short;
}

function inline(value: unknown, byName: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, false)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const members = entries(value, byName).map(
    ([key, item]) => `${JSON.stringify(key)}: ${inline(item, !byName && key === "tools")}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Whether it holds objects: those are easier to read one below the other. */
function isDeep(value: unknown): boolean {
  const inside = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inside.some((item) => isObject(item) || (Array.isArray(item) && isDeep(item)))
    ? true
    : isObject(value) && "version" in value;
}

/** Keys of our own in reading order; where keys are names of tools, by name. */
function entries(value: object, byName: boolean): [string, unknown][] {
  const rank = (key: string) => (byName ? ORDER.length : readingRank(key));
  return Object.entries(value).sort(
    ([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
