type Json = Readonly<Record<string, unknown>>;

/** A piece of a form's notation: text, or the name of a form that is described elsewhere. */
export type Piece = { readonly text: string; readonly form?: string };
export type Member = {
  readonly name: string;
  readonly required: boolean;
  readonly type: readonly Piece[];
  readonly description: string;
  /** Members of a part that has no name of its own. */
  readonly members: readonly Member[];
};

const MAX_DEPTH = 4;

/** A JSON Schema in a notation that people read: `string`, `Grant[]`, `"allow" | "refuse"`. */
export function notation(schema: unknown): Piece[] {
  const form = (schema ?? {}) as Json;
  if (typeof form.$ref === "string") {
    const name = form.$ref.split("/").at(-1) ?? "";
    return [{ text: name, form: name }];
  }
  const either = (form.anyOf ?? form.oneOf) as unknown[] | undefined;
  if (either !== undefined) return joined(either.map(notation));
  if (form.const !== undefined) return [{ text: JSON.stringify(form.const) }];
  if (form.enum !== undefined)
    return [{ text: (form.enum as unknown[]).map((one) => JSON.stringify(one)).join(" | ") }];
  if (Array.isArray(form.type)) return joined(form.type.map((type) => notation({ ...form, type })));
  if (form.type === "array") return many(notation(form.items));
  if (form.type === "object" && typeof form.additionalProperties === "object")
    return [{ text: "by name: " }, ...notation(form.additionalProperties)];
  if (form.type === undefined) return [{ text: "anything" }];
  return [{ text: `${form.type}${limits(form)}` }];
}

function joined(parts: readonly Piece[][]): Piece[] {
  return parts.flatMap((part, place) => (place === 0 ? part : [{ text: " | " }, ...part]));
}

function many(item: readonly Piece[]): Piece[] {
  const alone = item.length === 1 && !item[0]?.text.includes(" | ");
  return alone ? [...item, { text: "[]" }] : [{ text: "(" }, ...item, { text: ")[]" }];
}

function limits(form: Json): string {
  const said: string[] = [];
  if (typeof form.format === "string") said.push(form.format);
  const bounds = (low: unknown, high: unknown, unit: string) => {
    if (low !== undefined && high !== undefined) said.push(`${low} to ${high}${unit}`);
    else if (low !== undefined && low !== 0) said.push(`at least ${low}${unit}`);
    else if (high !== undefined) said.push(`at most ${high}${unit}`);
  };
  bounds(form.minimum, form.maximum, "");
  bounds(form.minLength || undefined, form.maxLength, " characters");
  if (form.default !== undefined) said.push(`${JSON.stringify(form.default)} if left out`);
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

/** The members of an object, and of its parts that have no name of their own. */
export function membersOf(schema: unknown, depth = 0): Member[] {
  const form = (schema ?? {}) as Json & {
    properties?: Record<string, Json>;
    required?: string[];
  };
  if (depth > MAX_DEPTH) return [];
  if (form.items !== undefined && form.properties === undefined)
    return membersOf(form.items, depth);
  const either = (form.anyOf ?? form.oneOf) as unknown[] | undefined;
  if (either !== undefined) {
    const parts = either.map((part) => membersOf(part, depth)).filter((part) => part.length > 0);
    // Of several forms, the notation names them; their members would only mix here.
    return parts.length === 1 ? (parts[0] ?? []) : [];
  }
  return Object.entries(form.properties ?? {}).map(([name, member]) => ({
    name,
    required: form.required?.includes(name) ?? false,
    type: notation(member),
    description: String(member.description ?? ""),
    members: membersOf(member, depth + 1),
  }));
}
