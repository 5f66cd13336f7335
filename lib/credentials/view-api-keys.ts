import { beyondMakers, EVERY_WORKSPACE, policyOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { apiKeyViewSchema } from "./api-key.schema";
import { earlier, policyEnd } from "./judge-policy";
import { staleness } from "./judge-stale";

export type ApiKeyView = Shown<typeof apiKeyViewSchema>;
export type ApiKeyRow = Awaited<ReturnType<Tx["apiKey"]["findFirstOrThrow"]>>;

/** Whether a key's token is accepted at that instant, and if not, why. */
export function stateOf(
  row: Pick<ApiKeyRow, "revokedAt" | "rotatedAt" | "expiresAt">,
  at: Date,
): ApiKeyView["state"] {
  if (row.revokedAt !== null) return "revoked";
  const ended = row.expiresAt !== null && row.expiresAt <= at;
  if (row.rotatedAt !== null) return ended ? "rotated" : "rotating";
  return ended ? "expired" : "active";
}

/** Keys as they are shown, each with what stands around it: predecessor, successor, maker. */
export async function viewApiKeys(
  tx: Tx,
  rows: readonly ApiKeyRow[],
  at: Date,
): Promise<ApiKeyView[]> {
  const successors = await tx.apiKey.findMany({
    where: { rotatedFrom: { in: rows.flatMap((row) => (row.rotatedAt === null ? [] : row.id)) } },
    select: { id: true, rotatedFrom: true },
  });
  const predecessors = await tx.apiKey.findMany({
    where: { id: { in: rows.flatMap((row) => row.rotatedFrom ?? []) } },
  });
  const removed = await removedMakers(tx, rows);
  const [first] = rows;
  const policy = first && (await policyOf(tx, first.tenantId, "api-keys")).document;
  const places = await tx.apiKeyWorkspace.findMany({
    where: { keyId: { in: rows.flatMap((row) => (row.everyWorkspace ? [] : row.id)) } },
    orderBy: { workspace: "asc" },
  });
  const reachOf = (row: ApiKeyRow) =>
    row.everyWorkspace
      ? EVERY_WORKSPACE
      : {
          every: false,
          workspaces: places.flatMap((one) => (one.keyId === row.id ? one.workspace : [])),
        };
  const beyond = await beyondMakers(
    tx,
    rows.map((row) => ({ ...row, reach: reachOf(row) })),
  );
  return rows.map((row) => {
    const byPolicy = policy ? policyEnd(policy, row.createdAt) : null;
    const state = stateOf({ ...row, expiresAt: earlier(row.expiresAt, byPolicy) }, at);
    const live = state === "active" || state === "rotating";
    const before = predecessors.find(({ id }) => id === row.rotatedFrom);
    return {
      id: row.id,
      name: row.name,
      lastFour: row.lastFour,
      capabilities: row.capabilities,
      workspaces: row.everyWorkspace ? ("every" as const) : [...reachOf(row).workspaces],
      createdBy: row.createdBy,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      policyEndsAt: byPolicy?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      state,
      stale: staleness({ ...row, live }, at),
      beyondMaker: live ? (beyond.get(row.id) ?? null) : null,
      makerRemoved: removed.has(row.createdBy),
      rotatedAt: row.rotatedAt?.toISOString() ?? null,
      rotatedFrom: row.rotatedFrom,
      rotatedTo: successors.find(({ rotatedFrom }) => rotatedFrom === row.id)?.id ?? null,
      overlap:
        before !== undefined && stateOf(before, at) === "rotating"
          ? { id: before.id, endsAt: before.expiresAt?.toISOString() ?? null }
          : null,
    };
  });
}

const MEMBER = /^member:([0-9a-f-]{36})$/;

async function removedMakers(tx: Tx, rows: readonly ApiKeyRow[]): Promise<ReadonlySet<string>> {
  const ids = new Set(rows.flatMap((row) => MEMBER.exec(row.createdBy)?.[1] ?? []));
  const gone = await tx.member.findMany({
    where: { id: { in: [...ids] }, status: "removed" },
    select: { id: true },
  });
  return new Set(gone.map(({ id }) => `member:${id}`));
}
