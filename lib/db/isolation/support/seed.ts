import { randomBytes } from "node:crypto";
import type { TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import type { Column, TenantTable } from "./catalogue";

/** A row as `to_jsonb` writes it, so that it goes back through `jsonb_populate_record` unchanged. */
export type Row = Readonly<Record<string, unknown>>;
/** One row in every tenant table, all of one tenant and of one workspace. */
export type Seed = {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly rows: ReadonlyMap<string, Row>;
};

/** SQL that inserts one row given as JSON ($1), naming only the columns a caller may insert. */
export function insertSql(table: string, columns: readonly string[]): string {
  const list = columns.map((column) => `"${column}"`).join(", ");
  return `insert into portcullis."${table}" (${list})
    select ${list} from jsonb_populate_record(null::portcullis."${table}", $1::jsonb)`;
}

/** A row of every tenant table for one tenant, built from the catalogue: foreign keys and checks hold. */
export async function seed(
  database: TestDatabase,
  tables: readonly TenantTable[],
  tenant?: Seed,
): Promise<Seed> {
  const tenantId = tenant?.tenantId ?? newId();
  const rows = new Map<string, Row>();
  for (const table of inOrder(tables)) {
    const draft = await draftRow(database, table, tenantId, rows);
    const columns = Object.keys(draft);
    await database.admin(`${insertSql(table.name, columns)} on conflict do nothing`, [
      JSON.stringify(draft),
    ]);
    rows.set(table.name, await stored(database, table, draft));
  }
  return { tenantId, workspaceId: String(rows.get("workspaces")?.id), rows };
}

/** A row that the table would take beside the seeded ones: the same references, keys of its own. */
export async function freshRow(
  database: TestDatabase,
  table: TenantTable,
  of: Seed,
): Promise<Record<string, unknown>> {
  return draftRow(database, table, of.tenantId, of.rows);
}

/** The seeded row as it stands: the key's columns that were not drafted hold their defaults. */
async function stored(database: TestDatabase, table: TenantTable, draft: Row): Promise<Row> {
  const key = table.primaryKey.filter((column) => column in draft);
  const where = key.map((column) => `t."${column}" = d."${column}"`).join(" and ");
  const [found] = await database.admin<{ row: Row }>(
    `select to_jsonb(t) as row from portcullis."${table.name}" t,
       jsonb_populate_record(null::portcullis."${table.name}", $1::jsonb) d where ${where}`,
    [JSON.stringify(draft)],
  );
  if (found === undefined) throw new Error(`no row could be seeded into ${table.name}`);
  const computed = table.columns.flatMap((one) => (one.generated ? [one.name] : []));
  return Object.fromEntries(Object.entries(found.row).filter(([name]) => !computed.includes(name)));
}

/** Tables after those that they must point at; an optional reference may wait. */
function inOrder(tables: readonly TenantTable[]): TenantTable[] {
  const done: TenantTable[] = [];
  const waiting = [...tables];
  while (waiting.length > 0) {
    const at = waiting.findIndex((table) =>
      table.references.every(
        (reference) =>
          reference.table === `portcullis.${table.name}` ||
          done.some((one) => reference.table === `portcullis.${one.name}`) ||
          !required(table, reference.columns),
      ),
    );
    if (at < 0) throw new Error(`${waiting.map((table) => table.name)} point at each other`);
    done.push(...waiting.splice(at, 1));
  }
  return done;
}

function required(table: TenantTable, columns: readonly string[]): boolean {
  return table.columns.every((column) => !columns.includes(column.name) || column.notNull);
}

/** Columns that may be null alone, but of which a check over several wants one. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  factors: ["sealed", "credential_id", "public_key"],
  servers: ["url"],
  server_credentials: ["header"],
};

async function draftRow(
  database: TestDatabase,
  table: TenantTable,
  tenantId: string,
  rows: ReadonlyMap<string, Row>,
): Promise<Record<string, unknown>> {
  const row: Record<string, unknown> = { tenant_id: tenantId };
  for (const { table: target, columns, targets } of table.references) {
    const found = rows.get(target.replace(/^portcullis\./, ""));
    if (found === undefined || !required(table, columns)) continue;
    for (const [index, column] of columns.entries()) row[column] = found[targets[index] ?? ""];
  }
  if (table.byWorkspace) row.workspace_id ??= rows.get("workspaces")?.id;
  for (const column of table.columns) {
    if (column.name in row || column.hasDefault) continue;
    const wanted = WANTED[table.name]?.includes(column.name) ?? false;
    const unique = table.uniques.some((names) => names.includes(column.name));
    if (!column.notNull && !unique && !wanted) continue;
    if (table.references.some((reference) => reference.columns.includes(column.name))) continue;
    row[column.name] = await valueFor(database, table.name, column);
  }
  return row;
}

/** The first value of the column's type that its own check constraints accept. */
async function valueFor(database: TestDatabase, table: string, column: Column): Promise<unknown> {
  for (const value of candidates(column)) {
    const checks = column.checks.map((check) => `(${check})`).join(" and ");
    const [row] = await database.admin<{ ok: boolean }>(
      `select ${checks === "" ? "true" : checks} as ok
       from jsonb_populate_record(null::portcullis."${table}", $1::jsonb)`,
      [JSON.stringify({ [column.name]: value })],
    );
    if (row?.ok) return value;
  }
  throw new Error(`${table}.${column.name}: no value of ${column.type} passes ${column.checks}`);
}

function candidates({ type, checks }: Column): unknown[] {
  const bytes = (length: number) => `\\x${randomBytes(length).toString("hex")}`;
  const letters = (length: number) =>
    Array.from(randomBytes(length), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  const named = checks.flatMap((check) =>
    [...check.matchAll(/'((?:[^']|'')*)'::text/g)].map((match) => match[1]),
  );
  if (type === "uuid") return [newId()];
  if (type === "bytea") return [bytes(32), bytes(64), bytes(16)];
  if (type === "text" || type.startsWith("character varying"))
    return [
      ...[letters(12), letters(8), letters(4), letters(20), randomBytes(32).toString("hex")],
      ...[`${letters(8)}.test`, ...named],
    ];
  if (type === "boolean") return [false, true];
  if (type === "jsonb" || type === "json") return [{}, []];
  // Of a list that may not be empty, the one that its check names.
  if (type.endsWith("[]")) {
    const lists = checks.flatMap((check) => [...check.matchAll(/'\{([^']+)\}'::text\[\]/g)]);
    return [[], ...lists.map((match) => match[1]?.split(","))];
  }
  if (type.startsWith("timestamp") || type === "date") return [new Date().toISOString()];
  if (/^(?:integer|bigint|smallint|numeric|double precision|real)/.test(type)) return [1, 0, 200];
  throw new Error(`the row builder knows no value of type ${type}`);
}
