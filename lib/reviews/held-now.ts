import { allowedLive } from "@/lib/credentials";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { liveGrants, membersWithRoles } from "./gather-lines";
import { idsOf } from "./gone-among";
import { certified, type Holding, versionOf } from "./judge-holding";
import { successorsOf } from "./people-behind";

export type HeldNow = Holding & {
  /** What keeping it certifies, as the ledger names it, and the digest of that. */
  readonly keys: readonly string[];
  readonly version: string;
};

/**
 * What each of these subjects holds at this moment. A key with what it was rotated into is one. What has
 * ended, or stands where the caller does not see it, is left out.
 */
export async function heldNow(
  tx: Tx,
  tenantId: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, HeldNow>> {
  const found = new Map<string, HeldNow>();
  const add = (subject: string, now: Holding & { readonly roleRef: string | null }) => {
    const keys = certified(now);
    const { role, level, held, sees } = now;
    found.set(subject, { role, level, held, sees, keys, version: versionOf(subject, keys) });
  };
  const members = idsOf(subjects, "member:");
  if (members.length > 0)
    for (const one of await membersWithRoles(tx, tenantId, members)) add(one.subject, one);
  const none = { role: null, roleRef: null, level: null, sees: [] };
  for (const [subject, held] of await keysNow(tx, tenantId, subjects))
    add(subject, { ...none, held });
  const grants = idsOf(subjects, "grant:");
  if (grants.length > 0)
    for (const { subject, held } of await liveGrants(tx, tenantId, grants))
      add(subject, { ...none, held });
  return found;
}

async function keysNow(
  tx: Tx,
  tenantId: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = subjects.filter((one) => one.startsWith("api-key:"));
  if (keys.length === 0) return new Map();
  const successors = await successorsOf(tx, keys);
  const all = keys.flatMap((one) => [one, ...(successors.get(one) ?? [])]);
  const live = await allowedLive(tx, tenantId, now(), idsOf(all, "api-key:"));
  const holdings = new Map(live.map(({ subject, held }) => [subject, held]));
  const found = new Map<string, readonly string[]>();
  for (const key of keys) {
    const held = [key, ...(successors.get(key) ?? [])].flatMap((one) => holdings.get(one) ?? []);
    const alive = [key, ...(successors.get(key) ?? [])].some((one) => holdings.has(one));
    if (alive) found.set(key, [...new Set(held)].sort());
  }
  return found;
}

/**
 * Holds what these subjects hold until the transaction ends, so that nobody is given more between the
 * look at it and its certificate. In the order in which a change of a member goes on to what they made.
 */
export async function holdSubjects(tx: Tx, subjects: readonly string[]): Promise<void> {
  const members = idsOf(subjects, "member:");
  if (members.length > 0) {
    await tx.$queryRaw`
      select id from portcullis.members
      where tenant_id = (select portcullis.tenant_id()) and id = any(${members}::uuid[]) order by id for share`;
    await tx.$queryRaw`
      select id from portcullis.roles
      where tenant_id = (select portcullis.tenant_id()) and id in (
        select custom_role from portcullis.members
        where tenant_id = (select portcullis.tenant_id()) and id = any(${members}::uuid[])) order by id for share`;
  }
  const keys = idsOf(subjects, "api-key:");
  if (keys.length > 0)
    await tx.$queryRaw`
      select id from portcullis.api_keys
      where tenant_id = (select portcullis.tenant_id()) and id = any(${keys}::uuid[]) order by id for share`;
}
