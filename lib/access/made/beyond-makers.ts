import type { Tx } from "@/lib/db";
import { type Beyond, grantBeyond, type Held, keyBeyond, type Maker } from "./judge-made";
import { makerNow, membersBehind } from "./made-by";

type Made = { readonly id: string; readonly createdBy: string };

/** What of each key goes beyond the member behind it, by the key's id. Former members are not judged. */
export async function beyondMakers(
  tx: Tx,
  keys: readonly (Made & Held)[],
): Promise<ReadonlyMap<string, { capabilities: string[]; workspaces: boolean }>> {
  const makerOf = await makersOf(tx, keys);
  return new Map(
    keys.flatMap((key) => {
      const maker = makerOf(key);
      const beyond: Beyond | null = maker === null ? null : keyBeyond(key, maker);
      return beyond === null
        ? []
        : [[key.id, { ...beyond, capabilities: [...beyond.capabilities] }] as const];
    }),
  );
}

/** Which of these grants the member behind them could not make there today. */
export async function grantsBeyondMakers(
  tx: Tx,
  grants: readonly (Made & { readonly workspaceId: string })[],
): Promise<ReadonlySet<string>> {
  const makerOf = await makersOf(tx, grants);
  return new Set(
    grants.flatMap((grant) => {
      const maker = makerOf(grant);
      return maker !== null && grantBeyond(grant.workspaceId, maker) ? [grant.id] : [];
    }),
  );
}

async function makersOf(tx: Tx, made: readonly Made[]): Promise<(one: Made) => Maker | null> {
  const behind = await membersBehind(
    tx,
    made.map(({ createdBy }) => createdBy),
  );
  const makers = new Map<string, Maker | null>();
  for (const id of new Set(behind.values())) makers.set(id, await makerNow(tx, id));
  return ({ createdBy }) => makers.get(behind.get(createdBy) ?? "") ?? null;
}
