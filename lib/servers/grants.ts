import { type Caller, change, grantsBeyondMakers, lockCaller, read } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { type Config, isId, newId, now, Problem, type Secret, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { findServer } from "./find-server";
import { mcpUrl } from "./mcp-url";
import type { NewGrantInput } from "./server.schema";
import type { createdGrantSchema, grantViewSchema } from "./server-view.schema";

export type GrantView = Shown<typeof grantViewSchema>;
/** The token is shown once; only its hash is kept. */
export type CreatedGrant = Omit<Shown<typeof createdGrantSchema>, "token"> & {
  readonly token: Secret;
};

/** A grant to call one server. Whoever holds the token may call what the server's rules allow. */
export async function createGrant(
  { db, config }: { readonly db: Database; readonly config: Config },
  caller: Caller,
  serverId: string,
  input: NewGrantInput,
): Promise<CreatedGrant> {
  const expiresAt = input.expiresAt == null ? null : new Date(input.expiresAt);
  if (expiresAt !== null && expiresAt <= now()) {
    throw new Problem("unprocessable", {
      extensions: { fields: [{ path: "/expiresAt", message: "The end must be in the future" }] },
    });
  }
  const id = newId();
  const { token, hash, lastFour } = makeToken("pcg");
  const { receipt } = await change(db, caller, "grants:write", async (tx) => {
    await lockCaller(tx, caller);
    const server = await findServer(tx, serverId);
    await tx.grant.create({
      data: {
        tenantId: caller.tenantId,
        workspaceId: server.workspaceId,
        id,
        serverId,
        name: input.name,
        tokenHash: new Uint8Array(hash),
        lastFour,
        createdBy: caller.actor,
        expiresAt,
      },
    });
    return { result: undefined, entry: entry("grant.created", "grant.create", serverId, id) };
  });
  return { id, name: input.name, token, mcpUrl: mcpUrl(config, serverId), receipt };
}

/** The grants of a server, newest first, revoked ones too. */
export async function listGrants(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
  input: { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: GrantView[]; readonly nextCursor: string | null }> {
  const before = input.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return await read(db, caller, "grants:read", async (tx) => {
    await findServer(tx, serverId);
    const rows = await tx.grant.findMany({
      where: { serverId, id: before === undefined ? undefined : { lt: before } },
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const beyond = await grantsBeyondMakers(tx, page.filter(isLive));
    const data = page.map((row) => viewGrant(row, beyond));
    return { data, nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null };
  });
}

type GrantRow = {
  id: string;
  name: string;
  lastFour: string;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

/** Whether a grant works now. */
export function isLive({ revokedAt, expiresAt }: Pick<GrantRow, "revokedAt" | "expiresAt">) {
  return revokedAt === null && (expiresAt === null || expiresAt > now());
}

/**
 * A grant as people see it; its token's hash stays where it is.
 *
 * @param beyond the ids of grants that go beyond their makers
 */
export function viewGrant(row: GrantRow, beyond: ReadonlySet<string>): GrantView {
  return {
    id: row.id,
    name: row.name,
    lastFour: row.lastFour,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    beyondMaker: beyond.has(row.id),
  };
}

/** Revokes a grant: refused within a second on every process, its open streams ended. */
export async function revokeGrant(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "grants:write", async (tx) => {
    await findServer(tx, serverId);
    const { count } = isId(id)
      ? await tx.grant.updateMany({
          where: { id, serverId, revokedAt: null },
          data: { revokedAt: now() },
        })
      : { count: 0 };
    if (count === 0) throw new Problem("not_found");
    return { result: undefined, entry: entry("grant.revoked", "grant.revoke", serverId, id) };
  });
  return { receipt };
}

function entry(
  type: "grant.created" | "grant.revoked",
  action: string,
  server: string,
  grant: string,
) {
  return {
    type,
    action,
    target: `grant:${grant}`,
    outcome: "done",
    refs: { server, grant },
  } as const;
}
