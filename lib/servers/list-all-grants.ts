import { type Caller, grantsBeyondMakers, mayDo, read } from "@/lib/access";
import { type Database, inOrder, type OrderBy, type Prisma, type Tx, valuesFirst } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import { type LedgerEntryView, listEntries } from "@/lib/ledger";
import type { GrantFilter, grantOfServerSchema } from "./grant-list.schema";
import { isLive, viewGrant } from "./grants";

export type GrantOfServer = Shown<typeof grantOfServerSchema>;

const BY: OrderBy<"name" | "used" | "ends" | "created", Prisma.GrantOrderByWithRelationInput> = {
  name: (way) => ({ name: way }),
  used: (way) => ({ lastUsedAt: valuesFirst(way) }),
  ends: (way) => ({ expiresAt: valuesFirst(way) }),
  // Ids are UUIDv7, so their order is that of age.
  created: (way) => ({ id: way }),
};

/** The grants of every server that is not removed, newest first unless sorted, a page at a time. */
export async function listAllGrants(
  { db }: { readonly db: Database },
  caller: Caller,
  filter: GrantFilter,
): Promise<{ readonly data: GrantOfServer[]; readonly nextCursor: string | null }> {
  const before = filter.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  // An id that nobody can have matches nothing, like one that nobody has.
  if (filter.serverId !== undefined && !isId(filter.serverId))
    return { data: [], nextCursor: null };
  return await read(db, caller, "grants:read", async (tx) => {
    const names = await namesOfServers(tx, filter.serverId);
    const rows = await tx.grant.findMany({
      where: {
        serverId: { in: [...names.keys()] },
        ...whereState(filter.state, now()),
      },
      ...inOrder(filter.sort ?? "-created", BY, { tenantId: caller.tenantId, cursor: before }),
      take: filter.limit + 1,
    });
    const page = rows.slice(0, filter.limit);
    const beyond = await grantsBeyondMakers(tx, page.filter(isLive));
    const data = page.map((row) => viewOfServer(row, names, beyond));
    return { data, nextCursor: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null };
  });
}

export type GrantDetail = GrantOfServer & {
  /** What the ledger holds of it beside its calls, oldest first. */
  readonly history: readonly LedgerEntryView[];
};

const HISTORY = 20;

/** One grant with its history. */
export async function getGrant(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<GrantDetail> {
  return await read(db, caller, "grants:read", async (tx) => {
    const row = isId(id) ? await tx.grant.findFirst({ where: { id } }) : null;
    const names = await namesOfServers(tx, row?.serverId);
    if (row === null || !names.has(row.serverId)) throw new Problem("not_found");
    const history = mayDo(caller, "ledger:read")
      ? await listEntries(tx, { target: `grant:${id}`, limit: HISTORY })
      : [];
    const beyond = await grantsBeyondMakers(tx, [row].filter(isLive));
    return { ...viewOfServer(row, names, beyond), history: history.reverse() };
  });
}

/** A tenant with more servers than this sees the grants of the newest ones. */
const MOST_SERVERS = 5000;

async function namesOfServers(tx: Tx, id: string | undefined) {
  const servers = await tx.server.findMany({
    where: { removedAt: null, id },
    select: { id: true, name: true },
    orderBy: { id: "desc" },
    take: MOST_SERVERS,
  });
  return new Map(servers.map(({ id: one, name }) => [one, name]));
}

type GrantRow = NonNullable<Awaited<ReturnType<Tx["grant"]["findFirst"]>>>;

function viewOfServer(
  row: GrantRow,
  names: ReadonlyMap<string, string>,
  beyond: ReadonlySet<string>,
): GrantOfServer {
  const { serverId } = row;
  return {
    ...viewGrant(row, beyond),
    serverId,
    serverName: names.get(serverId) ?? "unknown server",
  };
}

function whereState(state: GrantFilter["state"], at: Date): Prisma.GrantWhereInput {
  switch (state) {
    case undefined:
      return {};
    case "active":
      return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
    case "expired":
      return { revokedAt: null, expiresAt: { lte: at } };
    case "revoked":
      return { revokedAt: { not: null } };
  }
}
