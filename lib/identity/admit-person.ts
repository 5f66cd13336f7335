import { findRole, findRoles, newcomerReach, placeMember, reachFrom } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { displayName, newId } from "@/lib/kernel";
import type { EntryDraft } from "@/lib/ledger";
import type { BrokerProfile } from "./broker-flow";
import type { Claims } from "./claims";
import type { ConnectionRow } from "./connections/connection-row";
import { grantedBy, groupsLeftOut, rolesNamed, saysUnverified } from "./connections/judge-claims";
import { mayVouchFor } from "./domains/may-vouch-for";
import type { SignInReason } from "./traces";

export type Admitted =
  | { readonly memberId: string; readonly entry: Omit<EntryDraft, "requestId" | "source"> | null }
  | { readonly reason: SignInReason; readonly facts: Readonly<Record<string, string>> };

const shownName = displayName("");

/**
 * Whom a provider's answer lets in, as a part of the sign-in's transaction. Somebody known by
 * (connection, subject) is that member. Who is not known becomes one only if the connection's rules give
 * them a role, or is taken for the member of that address if the connection says so; who may do everything never is.
 * An address that is asserted at all must lie in a domain that the connection may vouch for.
 */
export async function admitPerson(
  tx: Tx,
  connection: ConnectionRow,
  { subject, claims }: BrokerProfile,
): Promise<Admitted> {
  const { tenantId, brokerId } = connection;
  const { email } = claims;
  if (email !== null && !(await mayVouchFor(tx, connection, email))) {
    return refused("address-outside", { address: email });
  }
  const key = { tenantId, connection: brokerId, subject };
  const identity = await tx.memberIdentity.findUnique({
    where: { tenantId_connection_subject: key },
  });
  if (identity !== null) {
    const id = identity.memberId;
    const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } } });
    return member?.status === "active"
      ? { memberId: id, entry: null }
      : refused("member-removed", {});
  }
  const { roleRules, defaultRole } = connection;
  const roles = await findRoles(tx, rolesNamed(roleRules, defaultRole));
  const granted = grantedBy(claims, roleRules, defaultRole, roles);
  if (granted.role === null && !connection.linkByAddress)
    return refused(unknown(claims), { subject });
  if (email === null) return refused("no-address", { subject });
  if (saysUnverified(claims)) return refused("address-not-verified", { address: email });
  const [known] = await tx.$queryRaw<Known[]>`
    select m.id::text, m.status, m.role = 'owner' or coalesce('admin:all' = any (r.permissions), false) as "mayAll"
    from portcullis.members m
    left join portcullis.roles r on r.tenant_id = m.tenant_id and r.id = m.custom_role
    where m.tenant_id = (select portcullis.tenant_id()) and lower(m.email) = lower(${email}) for update of m`;
  if (known !== undefined) return await link(tx, connection, subject, known, email);
  // Held until the transaction ends: nobody removes the role meanwhile.
  const role = granted.role === null ? null : await findRole(tx, granted.role.ref);
  if (role === null) return refused(unknown(claims), { subject });
  const reach = granted.sees === null ? await newcomerReach(tx, tenantId) : reachFrom(granted.sees);
  const memberId = newId();
  await tx.member.create({
    data: {
      ...{ tenantId, id: memberId, email, name: nameOf(claims.name, email) },
      ...{ ...role.columns, everyWorkspace: reach.every },
      // The lowest: a higher one is given by somebody.
      approverLevel: role.ref === "approver" ? 1 : null,
    },
  });
  await placeMember(tx, { tenantId, actor: `connection:${connection.id}` }, memberId, reach);
  await tx.memberIdentity.create({ data: { ...key, memberId } });
  return {
    memberId,
    entry: {
      type: "member.added",
      actor: `connection:${connection.id}`,
      action: "member.add",
      target: `member:${memberId}`,
      outcome: "done",
      reason: `role:${role.ref} by:${granted.rule === null ? "default" : `rule-${granted.rule}`}`,
      refs: { member: memberId },
    },
  };
}

type Known = {
  readonly id: string;
  readonly status: string;
  /** Whether they are an owner, or have a role of the organisation's own that may do as much. */
  readonly mayAll: boolean;
};

/** Takes who signs in for the first time for the member who has their address. */
async function link(
  tx: Tx,
  connection: ConnectionRow,
  subject: string,
  known: Known,
  address: string,
): Promise<Admitted> {
  if (known.status !== "active") return refused("member-removed", { address });
  if (!connection.linkByAddress || known.mayAll) {
    return refused("address-taken", { address });
  }
  const { tenantId, brokerId } = connection;
  // Known by this connection already, under another subject: addresses change hands.
  const before = await tx.memberIdentity.count({
    where: { tenantId, connection: brokerId, memberId: known.id },
  });
  if (before > 0) return refused("address-taken", { address });
  await tx.memberIdentity.create({
    data: { tenantId, connection: brokerId, subject, memberId: known.id },
  });
  return {
    memberId: known.id,
    entry: {
      type: "member.linked",
      actor: `connection:${connection.id}`,
      action: "member.link",
      target: `member:${known.id}`,
      outcome: "done",
      refs: { member: known.id, connection: connection.id },
    },
  };
}

/** The name that was given, as far as it can be shown, or else what the address says. */
function nameOf(name: string | null, address: string): string {
  const named = shownName.safeParse(name);
  return named.success ? named.data : (address.split("@")[0] ?? address);
}

function refused(reason: SignInReason, facts: Readonly<Record<string, string>>): Admitted {
  return { reason, facts };
}

/** Why nobody is let in whom no rule gives a role. */
function unknown(claims: Claims): SignInReason {
  return groupsLeftOut(claims) ? "groups-left-out" : "unknown-identity";
}
