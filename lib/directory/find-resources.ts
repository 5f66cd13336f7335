import { read } from "@/lib/access";
import { type Database, Prisma, type Tx } from "@/lib/db";
import { foldCase, isId } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";
import { findGroup, type GroupRow, showGroups } from "./group-resource";
import { MAX_RESULTS } from "./scim/discovery";
import type { Document } from "./scim/document";
import { fault } from "./scim/fault";
import { type Filter, parseFilter } from "./scim/filter";
import { compileFilter } from "./scim/match";
import type { Asked } from "./scim/represent";
import { GROUP, type Schema, USER } from "./scim/schema";
import { showUsers, type UserRow } from "./user-resource";
import { findUser } from "./write-user";

export type Listing = Asked & {
  readonly filter: string | null;
  /** From 1 on, as SCIM counts. */
  readonly startIndex: number;
  readonly count: number;
};
export type Listed = { readonly totalResults: number; readonly resources: readonly Document[] };

/** How many resources a filter is held against that no index helps with. */
const MOST_JUDGED = 20_000;

type Kind<Row> = {
  readonly schema: Schema;
  readonly table: Prisma.Sql;
  /** The attribute that is a list without end. */
  readonly long: string;
  /** Attributes that an index finds: a condition that no resource the filter means fails. */
  readonly indexed: Readonly<Record<string, (value: string) => Prisma.Sql | null>>;
  readonly rows: (tx: Tx, ids: string[]) => Promise<Row[]>;
  readonly show: (tx: Tx, base: string, rows: readonly Row[], asked: Asked) => Promise<Document[]>;
};

const byId = (value: string) => (isId(value) ? Prisma.sql`id = ${value}::uuid` : Prisma.sql`false`);

const USERS: Kind<UserRow> = {
  schema: USER,
  table: Prisma.raw("portcullis.directory_users"),
  long: "groups",
  indexed: {
    id: byId,
    username: (value) => Prisma.sql`user_key = ${foldCase(value)}`,
    externalid: (value) => Prisma.sql`external_id = ${value}`,
  },
  rows: (tx, ids) =>
    tx.directoryUser.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } }),
  show: showUsers,
};
const GROUPS: Kind<GroupRow> = {
  schema: GROUP,
  table: Prisma.raw("portcullis.directory_groups"),
  long: "members",
  indexed: {
    id: byId,
    displayname: (value) => Prisma.sql`display_key = ${foldCase(value)}`,
  },
  rows: (tx, ids) =>
    tx.directoryGroup.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } }),
  show: showGroups,
};

type Rooms = { readonly db: Database };

/** The directory's own people, those first that came first. */
export async function listUsers(
  { db }: Rooms,
  caller: DirectoryCaller,
  base: string,
  how: Listing,
) {
  return await read(db, caller, "members:read", (tx) => list(tx, caller, USERS, base, how));
}

/** The directory's own groups, those first that came first. */
export async function listGroups(
  { db }: Rooms,
  caller: DirectoryCaller,
  base: string,
  how: Listing,
) {
  return await read(db, caller, "members:read", (tx) => list(tx, caller, GROUPS, base, how));
}

/** One person. `not_found` for another directory's as for none. */
export async function getUser(
  { db }: Rooms,
  caller: DirectoryCaller,
  base: string,
  id: string,
  asked: Asked,
): Promise<Document> {
  return await read(db, caller, "members:read", async (tx) =>
    first(await showUsers(tx, base, [await findUser(tx, caller, id)], asked)),
  );
}

/** One group. `not_found` for another directory's as for none. */
export async function getGroup(
  { db }: Rooms,
  caller: DirectoryCaller,
  base: string,
  id: string,
  asked: Asked,
): Promise<Document> {
  return await read(db, caller, "members:read", async (tx) =>
    first(await showGroups(tx, base, [await findGroup(tx, caller, id)], asked)),
  );
}

function first(shown: readonly Document[]): Document {
  const [one] = shown;
  if (one === undefined) throw new Error("what was found cannot be shown");
  return one;
}

async function list<Row>(
  tx: Tx,
  { directoryId }: DirectoryCaller,
  kind: Kind<Row>,
  base: string,
  how: Listing,
): Promise<Listed> {
  const filter = how.filter === null ? null : parseFilter(how.filter);
  const test = filter === null ? null : compileFilter(kind.schema, filter);
  const narrow = filter === null ? [] : conditionsOf(kind, filter);
  const where = Prisma.join(
    [
      Prisma.sql`tenant_id = (select portcullis.tenant_id())`,
      Prisma.sql`directory_id = ${directoryId}::uuid`,
      ...narrow,
    ],
    " and ",
  );
  const [counted] = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from ${kind.table} where ${where}`;
  const total = counted?.n ?? 0;
  const skip = how.startIndex - 1;
  const take = Math.min(how.count, MAX_RESULTS);
  const idsOf = async (limit: number, offset: number) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      select id::text from ${kind.table} where ${where} order by id limit ${limit} offset ${offset}`;
    return rows.map(({ id }) => id);
  };
  if (test === null) {
    const rows = take === 0 ? [] : await kind.rows(tx, await idsOf(take, skip));
    return { totalResults: total, resources: await kind.show(tx, base, rows, how) };
  }
  if (total > MOST_JUDGED)
    throw fault("tooMany", `A filter like this is held against at most ${MOST_JUDGED} resources.`);
  const rows = await kind.rows(tx, await idsOf(MOST_JUDGED, 0));
  // Who is in which group is looked up for all only where the filter asks for it.
  const long = how.filter?.toLowerCase().includes(kind.long) ? null : kind.long;
  const shown = await kind.show(tx, base, rows, { attributes: null, excluded: long });
  const fit = rows.filter((_row, at) => test(shown[at] ?? {}));
  const page = await kind.show(tx, base, fit.slice(skip, skip + take), how);
  return { totalResults: fit.length, resources: page };
}

/** What an index can find of a filter: its own comparison, or those that all must hold. */
function conditionsOf<Row>({ indexed }: Kind<Row>, filter: Filter): Prisma.Sql[] {
  if (filter.kind === "and")
    return filter.filters.flatMap((one) => conditionsOf({ indexed } as Kind<Row>, one));
  if (filter.kind !== "compare" || filter.op !== "eq" || typeof filter.to !== "string") return [];
  const name = filter.path.slice(filter.path.lastIndexOf(":") + 1).toLowerCase();
  const make = Object.hasOwn(indexed, name) ? indexed[name] : undefined;
  const condition = make?.(filter.to) ?? null;
  return condition === null ? [] : [condition];
}
