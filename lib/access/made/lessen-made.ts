import type { Tx } from "@/lib/db";
import { now, type Shown } from "@/lib/kernel";
import type { Caller } from "../caller";
import type { ChangeEntry } from "../transact";
import { fateOfMade } from "./fate-of-made";
import { liveGrantsOf, revokeThese } from "./grants-made";
import { grantBeyond, type Held, keyBeyond, lessened, type Maker } from "./judge-made";
import type { MadeFate, madeSchema } from "./made.schema";
import { actorsOf, lockLiveKeys, type MadeKey, makerNow } from "./made-by";

export type MadeLessened = {
  readonly made: Shown<typeof madeSchema>;
  /** An entry for each of them. */
  readonly entries: readonly ChangeEntry[];
};

const NOTHING = { keysLessened: 0, keysRevoked: 0, grantsRevoked: 0 };
const REASON = "maker-lessened";

/**
 * Takes from what these members made what they may not give any more, as a part of the change that
 * took it from them: their keys, the keys that those made, and the grants of both, in every workspace.
 * To be asked once their roles and workspaces are as they shall be, while their rows are locked, so that
 * they make nothing meanwhile.
 *
 * @throws Problem `unprocessable` at `/keys` if less is asked for than the policy says.
 */
export async function lessenMade(
  tx: Tx,
  { tenantId }: Pick<Caller, "tenantId">,
  memberIds: readonly string[],
  asked?: MadeFate,
): Promise<MadeLessened> {
  const fate = await fateOfMade(tx, tenantId, asked);
  if (fate === "keep" || memberIds.length === 0) return { made: NOTHING, entries: [] };
  const makers = new Map<string, Maker | null>();
  const keys = await settleKeys(tx, memberIds, fate, makers);
  const grants = await revokeGrants(tx, memberIds, makers);
  const entries = [...keys, ...grants];
  const count = (type: ChangeEntry["type"]) => entries.filter((one) => one.type === type).length;
  return {
    entries,
    made: {
      keysLessened: count("api-key.lessened"),
      keysRevoked: count("api-key.revoked"),
      grantsRevoked: count("grant.revoked"),
    },
  };
}

/**
 * Until none goes beyond and none is new: a key that was waited for may have made another meanwhile, or
 * have been rotated, and be no key that works any more by the time it is ours.
 */
async function settleKeys(
  tx: Tx,
  memberIds: readonly string[],
  fate: Exclude<MadeFate, "keep">,
  makers: Map<string, Maker | null>,
): Promise<ChangeEntry[]> {
  const entries: ChangeEntry[] = [];
  let known = 0;
  for (;;) {
    const before = entries.length;
    const actors = await actorsOf(tx, memberIds);
    for (const key of await lockLiveKeys(tx, actors)) {
      const maker = await makerOf(tx, key.maker, makers);
      const held = heldBy(key);
      if (maker === null || keyBeyond(held, maker) === null) continue;
      entries.push(await settleKey(tx, key, lessened(held, maker), fate));
    }
    if (entries.length === before && actors.length === known) return entries;
    known = actors.length;
  }
}

async function settleKey(
  tx: Tx,
  key: MadeKey,
  left: Held,
  fate: Exclude<MadeFate, "keep">,
): Promise<ChangeEntry> {
  const refs = { "api-key": key.id };
  const said = { target: `api-key:${key.id}`, outcome: "done", reason: REASON, refs } as const;
  if (fate === "revoke" || left.capabilities.length === 0) {
    await tx.apiKey.updateMany({ where: { id: key.id }, data: { revokedAt: now() } });
    return { type: "api-key.revoked", action: "api-key.revoke", ...said };
  }
  const { capabilities, reach } = left;
  const [row] = await tx.$queryRaw<{ done: boolean }[]>`
    select portcullis.lessen_api_key(${key.id}::uuid, ${[...capabilities]}::text[], ${reach.every}, ${[...reach.workspaces]}::uuid[]) as done`;
  if (row?.done !== true) throw new Error("a key could not be lessened");
  return { type: "api-key.lessened", action: "api-key.lessen", keys: taken(key, left), ...said };
}

/** What was taken away, as `-name` of a capability and `-workspace:id`, and `+name` of what stands for `admin:all`. */
function taken(key: MadeKey, left: Held): string[] {
  const gone = key.capabilities.filter((one) => !left.capabilities.includes(one));
  const instead = left.capabilities.filter((one) => !key.capabilities.includes(one));
  const places = key.every
    ? left.reach.every
      ? []
      : ["-workspace:every", ...left.reach.workspaces.map((id) => `+workspace:${id}`)]
    : key.workspaces
        .filter((id) => !left.reach.workspaces.includes(id))
        .map((id) => `-workspace:${id}`);
  return [...gone.map((one) => `-${one}`), ...instead.map((one) => `+${one}`), ...places].sort();
}

const heldBy = ({ capabilities, every, workspaces }: MadeKey): Held => ({
  capabilities,
  reach: { every, workspaces: every ? [] : workspaces },
});

/** After the keys: by then nothing of theirs makes another. Keys that have ended count as well. */
async function revokeGrants(
  tx: Tx,
  memberIds: readonly string[],
  makers: Map<string, Maker | null>,
): Promise<ChangeEntry[]> {
  const actors = await actorsOf(tx, memberIds);
  const behind = new Map(actors.map(({ actor, maker }) => [actor, maker]));
  const beyond: string[] = [];
  for (const grant of await liveGrantsOf(tx, [...behind.keys()])) {
    const maker = await makerOf(tx, behind.get(grant.createdBy) ?? "", makers);
    if (maker !== null && grantBeyond(grant.workspaceId, maker)) beyond.push(grant.id);
  }
  return await revokeThese(tx, beyond, REASON);
}

/** What a member may do and where, read once; null where they are no member now. */
async function makerOf(
  tx: Tx,
  id: string,
  known: Map<string, Maker | null>,
): Promise<Maker | null> {
  const found = known.get(id);
  if (found !== undefined) return found;
  const maker = await makerNow(tx, id);
  known.set(id, maker);
  return maker;
}
