/** What schema.prisma and the database must agree on, in one form for both. */
export type ColumnShape = { readonly type: string; readonly nullable: boolean };
export type TableShape = {
  readonly columns: Readonly<Record<string, ColumnShape>>;
  readonly primaryKey: readonly string[];
  /** Unique constraints over plain columns, each as "a, b", in order of their names. */
  readonly uniques: readonly string[];
};
export type Shape = Readonly<Record<string, TableShape>>;

/** PostgreSQL's name for each Prisma type without a native type of its own. */
const DEFAULT_TYPES: Readonly<Record<string, string>> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  Boolean: "boolean",
  Json: "jsonb",
  Bytes: "bytea",
  DateTime: "timestamp(3) without time zone",
  Decimal: "numeric(65,30)",
};
/** PostgreSQL's name for each native type the schema uses. */
const NATIVE_TYPES: Readonly<Record<string, string>> = {
  "@db.Uuid": "uuid",
  "@db.Timestamptz(6)": "timestamp with time zone",
  "@db.Decimal": "numeric",
};

const MODEL = /^model (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /^\s+(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/;

/**
 * Reads a Prisma schema as far as this project uses the language: scalar fields, `@map`, `@id`,
 * `@unique`, native types and their block forms. What it does not know it refuses, so that nothing
 * goes unchecked in silence.
 */
export function readPrismaSchema(source: string): Shape {
  const shape: Record<string, TableShape> = {};
  for (const [, model = "", body = ""] of source.matchAll(MODEL)) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    if (table === undefined) throw new Error(`model ${model} names no table`);
    shape[table] = readModel(model, body);
  }
  return shape;
}

function readModel(model: string, body: string): TableShape {
  const columns: Record<string, ColumnShape> = {};
  const columnOf = new Map<string, string>();
  const [primaryKey, uniques]: [string[], string[]] = [[], []];
  const lines = body.split("\n").filter((line) => line.trim() !== "" && !/^\s*\/\//.test(line));

  for (const line of lines.filter((text) => !/^\s+@@/.test(text))) {
    const [, field = "", type = "", list, optional, rest = ""] = FIELD.exec(line) ?? [];
    const name = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
    columnOf.set(field, name);
    columns[name] = {
      type: typeOf(`${model}.${field}`, type, list, rest),
      nullable: optional === "?",
    };
    if (/@id\b/.test(rest)) primaryKey.push(name);
    if (/@unique\b/.test(rest)) uniques.push(name);
  }
  for (const line of lines.filter((text) => /^\s+@@/.test(text))) {
    const [, kind, fields] = /@@(\w+)\((?:\[(.*)\]|"\w+")\)\s*$/.exec(line) ?? [];
    const named = (fields ?? "")
      .split(",")
      .map((field) => columnOf.get(field.trim()) ?? field.trim());
    if (kind === "id") primaryKey.push(...named);
    else if (kind === "unique") uniques.push(named.join(", "));
    else if (kind !== "map") throw new Error(`model ${model}: ${line.trim()} is not understood`);
  }
  return { columns, primaryKey, uniques: uniques.sort() };
}

function typeOf(where: string, type: string, list: string | undefined, rest: string): string {
  const native = /@db\.\w+(?:\(\d+\))?/.exec(rest)?.[0];
  const found = native === undefined ? DEFAULT_TYPES[type] : NATIVE_TYPES[native];
  if (found === undefined) throw new Error(`${where}: ${native ?? type} is not understood`);
  return list === undefined ? found : `${found}[]`;
}
