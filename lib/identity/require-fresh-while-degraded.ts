import type { Caller } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import { type Outage, standingAgainst } from "./judge-outage";

/**
 * Refuses an approval while what vouched for whoever gives it fails, unless they have proven since that
 * began that it is they: by a sign-in at which they were asked anew, or by a second factor. It is for every act by which one
 * person lets another, or something, go on; asked within its transaction. What takes something away
 * never waits for it. A member is vouched for by the connection their session came through, or where
 * that is not known by all that are in use, and by the directories that told of them. A key cannot prove
 * anything, so it approves nothing while any of them fails. The house itself is not asked.
 *
 * @throws Problem `identity_degraded`, with what fails and since when.
 */
export async function requireFreshWhileDegraded(tx: Tx, caller: Caller): Promise<void> {
  if (caller.kind === "system") return;
  const session = await sessionOf(tx, caller);
  const outages = [
    ...(await failingConnections(tx, session?.connection ?? null)),
    ...(await silencedDirectories(tx, caller)),
  ];
  const against = standingAgainst(outages, [session?.signedIn ?? null, session?.factor ?? null]);
  const [first] = against;
  if (first === undefined) return;
  throw new Problem("identity_degraded", {
    detail: `${first.name} has not worked as it should since ${first.since.toISOString()}. Confirm that it is you, then do it again.`,
    extensions: {
      failing: against.map(({ name, since }) => ({ name, since: since.toISOString() })),
    },
  });
}

async function sessionOf(tx: Tx, caller: Caller) {
  if (caller.kind !== "member" || caller.session === undefined) return null;
  const row = await tx.session.findFirst({
    where: { tenantId: caller.tenantId, id: caller.session.id, revokedAt: null },
    select: { createdAt: true, authenticatedAt: true, factorAt: true, connectionId: true },
  });
  if (row === null) return null;
  // Whom a provider lets in without asking anew has proven nothing by that: its own word on when counts.
  const { createdAt, authenticatedAt: asked } = row;
  const signedIn = asked === null || asked < createdAt ? asked : createdAt;
  return { connection: row.connectionId, signedIn, factor: row.factorAt };
}

/** The connection with that id if it fails; without an id, all that are in use and fail. */
async function failingConnections(tx: Tx, id: string | null): Promise<Outage[]> {
  const rows = await tx.connection.findMany({
    where: {
      ...(id === null ? {} : { id }),
      failingSince: { not: null },
      state: { in: ["active", "enforced"] },
    },
    orderBy: { id: "asc" },
    select: { name: true, failingSince: true },
  });
  return rows.flatMap(({ name, failingSince: since }) => (since === null ? [] : [{ name, since }]));
}

/**
 * The directories that told of a member, or for a key all of them, from which nothing comes any more: the
 * last token that let them in has ended, or they were heard and are not for as long as their organisation
 * calls silence. The hour that came first counts.
 */
async function silencedDirectories(tx: Tx, caller: Caller): Promise<Outage[]> {
  const member = caller.kind === "member" ? caller.actor.slice("member:".length) : null;
  return await tx.$queryRaw<{ name: string; since: Date }[]>`
    select name, least(
      case when cut_off then ended end,
      case when quiet <= ${now()} then quiet end) as since
    from (
      select d.id, d.name, max(least(t.revoked_at, t.expires_at)) as ended,
        bool_and(coalesce(least(t.revoked_at, t.expires_at) <= ${now()}, false)) as cut_off,
        max(t.last_used_at) + d.silent_after_hours * interval '1 hour' as quiet
      from portcullis.directories d
      join portcullis.directory_tokens t on t.tenant_id = d.tenant_id and t.directory_id = d.id
      where d.tenant_id = (select portcullis.tenant_id()) and d.removed_at is null
        and (${member}::uuid is null or exists (
          select from portcullis.directory_users u
          where u.tenant_id = d.tenant_id and u.directory_id = d.id and u.member_id = ${member}::uuid))
      group by d.tenant_id, d.id, d.name, d.silent_after_hours) as directories
    where cut_off or quiet <= ${now()}
    order by id`;
}
