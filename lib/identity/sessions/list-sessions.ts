import { type Caller, policyOf, read } from "@/lib/access";
import { type Database, type Prisma, type Tx, withTenant } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import { deviceClass } from "../judge-client";
import { type NamedNetworks, placeOf } from "../place";
import { describeDevice } from "./describe-device";
import type { SessionFilter, sessionViewSchema } from "./session.schema";

export type SessionView = Shown<typeof sessionViewSchema>;
type Page = { readonly limit: number; readonly cursor?: string | null };
type Listed = Promise<{ readonly data: SessionView[]; readonly nextCursor: string | null }>;

/** The sessions of the caller's organisation, newest first: who, on what, from where. */
export async function listSessions(
  { db }: { readonly db: Database },
  caller: Caller,
  input: SessionFilter & Page,
): Listed {
  return await read(db, caller, "sessions:read", (tx) => pageOf(tx, caller, input));
}

/** The caller's own sessions, newest first. A key is nobody, and has none. */
export async function listOwnSessions(
  { db }: { readonly db: Database },
  caller: Caller,
  input: Pick<SessionFilter, "state"> & Page,
): Listed {
  requireCursor(input);
  return await withTenant(db, caller, async (tx) => {
    const memberId = memberOf(caller);
    if (memberId === null) return { data: [], nextCursor: null };
    return await pageOf(tx, caller, { ...input, memberId });
  });
}

/** Whose sessions the caller's own are; null for whoever is no person. */
export function memberOf(caller: Caller): string | null {
  return caller.kind === "member" ? caller.actor.slice(caller.actor.indexOf(":") + 1) : null;
}

function requireCursor({ cursor }: Page): string | undefined {
  if (cursor != null && !isId(cursor))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return cursor ?? undefined;
}

async function pageOf(tx: Tx, caller: Caller, input: SessionFilter & Page): Listed {
  const before = requireCursor(input);
  const { tenantId } = caller;
  const at = now();
  const rows = await tx.session.findMany({
    where: {
      tenantId,
      ...(input.memberId === undefined ? {} : { memberId: input.memberId }),
      ...(before === undefined ? {} : { id: { lt: before } }),
      AND: conditions(input.state, at),
    },
    orderBy: { id: "desc" },
    take: input.limit + 1,
  });
  const data = rows.slice(0, input.limit);
  const members = await tx.member.findMany({
    where: { tenantId, id: { in: [...new Set(data.map(({ memberId }) => memberId))] } },
    select: { id: true, name: true },
  });
  const named = (await policyOf(tx, tenantId, "sessions")).document.namedNetworks;
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return {
    data: data.map((row) => ({
      ...view(row, names.get(row.memberId) ?? "", at, ownId(caller)),
      ...places(row, named),
    })),
    nextCursor: rows.length > input.limit ? (data.at(-1)?.id ?? null) : null,
  };
}

/** The same rule as `resolve_session`, for the database to choose by. */
function conditions(state: SessionFilter["state"], at: Date): Prisma.SessionWhereInput[] {
  if (state === undefined) return [];
  const live = { revokedAt: null, expiresAt: { gt: at }, idleExpiresAt: { gt: at } };
  return [state === "live" ? live : { NOT: live }];
}

function ownId(caller: Caller & { readonly session?: { readonly id: string } }): string | null {
  return caller.session?.id ?? null;
}

type Addresses = { readonly address: string | null; readonly seenAddress: string | null };

function places({ address, seenAddress }: Addresses, named: NamedNetworks) {
  const [place, last] = [placeOf(address, named), placeOf(seenAddress ?? address, named)];
  return { place, lastPlace: last };
}

function view(
  row: Prisma.SessionGetPayload<object>,
  name: string,
  at: Date,
  own: string | null,
): Omit<SessionView, "place" | "lastPlace"> {
  const end = row.idleExpiresAt < row.expiresAt ? row.idleExpiresAt : row.expiresAt;
  return {
    id: row.id,
    member: { id: row.memberId, name },
    kind: row.kind === "client" ? "client" : "browser",
    client: row.client,
    device: describeDevice(row.userAgent),
    deviceClass: row.userAgent === null ? null : deviceClass(row.userAgent),
    address: row.address,
    lastAddress: row.seenAddress ?? row.address,
    startedAt: row.createdAt.toISOString(),
    lastUsedAt: row.seenAt.toISOString(),
    endsAt: end.toISOString(),
    endedAt: row.revokedAt?.toISOString() ?? null,
    endedBecause: row.endedBecause,
    live: row.revokedAt === null && end > at,
    current: row.id === own,
  };
}
