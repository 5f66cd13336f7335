import { type Caller, findRoles, newcomerReach, read, requirePermission } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { isId, isVisible, newId, now, Problem, type Shown } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import type { BrokerProfile } from "../broker-flow";
import { domainOf } from "../domains/domain-name";
import { mayVouchFor } from "../domains/may-vouch-for";
import { SIGN_IN_SECONDS } from "../sign-in-state";
import { refusalWords } from "../traces";
import type { connectionTestSchema } from "./connection.schema";
import { type ConnectionRow, connectionRows } from "./connection-row";
import { grantedBy, groupsLeftOut, rolesNamed, saysUnverified } from "./judge-claims";

export type ConnectionTestView = Shown<typeof connectionTestSchema>;

/** A test is read within a day, and is begun within the time that a sign-in may take. */
const MOST_CLAIMS = 100;
const MOST_FOUND = 300;

/**
 * Notes that somebody tries a connection. What comes back is shown to those who look after the sign-in;
 * nobody is signed in by it, and a connection in any state can be tried.
 *
 * @throws Problem `forbidden`, `not_found`.
 */
export async function beginTest(
  { db }: { readonly db: Database },
  caller: Caller & { readonly memberId: string },
  id: string,
): Promise<{ readonly testId: string; readonly connection: string }> {
  requirePermission(caller, "sign-in:write");
  const { tenantId, memberId } = caller;
  return await withTenant(db, caller, async (tx) => {
    const row = isId(id) ? await tx.connection.findFirst({ where: { tenantId, id } }) : null;
    if (row === null) throw new Problem("not_found");
    const testId = newId();
    await tx.connectionTest.create({ data: { tenantId, id: testId, connectionId: id, memberId } });
    return { testId, connection: row.brokerId };
  });
}

export type TestAnswer = {
  readonly tenantId: string;
  readonly testId: string;
  /** The connection that was tried, by its id with the broker. */
  readonly connection: string;
  readonly profile: BrokerProfile | null;
  /** Why nothing came back; looked at only where there is no profile. */
  readonly reason?: string;
  /** What was found in it, for whoever looks after the connection. Never a token, a code or a key. */
  readonly found?: string | undefined;
};

/** Ends a test with what came back: the claims, and what they would grant. Signs nobody in. */
export async function completeTest(
  { db }: { readonly db: Database },
  caller: Caller,
  answer: TestAnswer,
): Promise<{ readonly connectionId: string | null }> {
  const { tenantId, testId, profile } = answer;
  return await withTenant(db, caller, async (tx) => {
    const test = await tx.connectionTest.findFirst({
      where: { tenantId, id: testId, outcome: null },
    });
    const rows = await connectionRows(tx, tenantId);
    const row = rows.find(({ brokerId }) => brokerId === answer.connection);
    if (test === null || row === undefined || test.connectionId !== row.id) {
      return { connectionId: test?.connectionId ?? null };
    }
    const right = profile?.tenantId === tenantId && profile.connection === row.brokerId;
    const at = now();
    const judged = right && profile !== null ? await judgeTest(tx, row, profile) : null;
    await tx.connectionTest.updateMany({
      where: { tenantId, id: testId },
      data: {
        finishedAt: at,
        outcome: judged === null ? "refused" : "passed",
        reason: judged === null ? reasonOf(answer) : judged.refusal,
        found: judged === null ? foundText(answer.found) : null,
        ...(judged === null ? {} : { claims: judged.claims, wouldGive: judged.wouldGive }),
      },
    });
    if (judged === null) return { connectionId: row.id };
    await tx.connection.updateMany({ where: { tenantId, id: row.id }, data: { testedAt: at } });
    await tx.connection.updateMany({
      where: { tenantId, id: row.id, state: "draft" },
      data: { state: "tested", version: { increment: 1 } },
    });
    await appendEntries(tx, [
      {
        type: "connection.tested",
        actor: `member:${test.memberId}`,
        action: "connection.test",
        target: `connection:${row.id}`,
        requestId: caller.requestId,
        source: caller.source,
        outcome: "done",
        refs: { connection: row.id, member: test.memberId },
      },
    ]);
    return { connectionId: row.id };
  });
}

/** Why nothing of use came back; what came through another connection is none of this one's. */
function reasonOf({ reason, profile }: TestAnswer): string {
  return reason ?? (profile === null ? "provider-refused" : "tenant-mismatch");
}

/** Text of somebody unknown, for people to read. */
function foundText(found: string | undefined): string | null {
  const visible = [...(found ?? "").toWellFormed()].filter(isVisible).join("");
  return visible.slice(0, MOST_FOUND).toWellFormed() || null;
}

/** What a sign-in with these claims would come to, without letting anybody in. */
async function judgeTest(
  tx: Tx,
  row: ConnectionRow,
  { subject, claims, connection }: BrokerProfile,
) {
  const { tenantId } = row;
  const { email, raw } = claims;
  const vouched = email === null ? null : await mayVouchFor(tx, row, email);
  const identity = await tx.memberIdentity.findFirst({ where: { tenantId, connection, subject } });
  const roles = await findRoles(tx, rolesNamed(row.roleRules, row.defaultRole));
  const granted = grantedBy(claims, row.roleRules, row.defaultRole, roles);
  const reach = granted.sees === null ? await newcomerReach(tx, tenantId) : null;
  const refusal =
    vouched === false
      ? "address-outside"
      : identity !== null
        ? null
        : granted.role === null && !row.linkByAddress
          ? groupsLeftOut(claims)
            ? "groups-left-out"
            : "unknown-identity"
          : email === null
            ? "no-address"
            : saysUnverified(claims)
              ? "address-not-verified"
              : null;
  return {
    refusal,
    claims: Object.fromEntries(
      Object.entries({ ...raw, subject: [subject] })
        .slice(0, MOST_CLAIMS)
        .map(([name, values]) => [name, values.slice(0, 50)]),
    ),
    wouldGive: {
      role: granted.role?.ref ?? null,
      roleName: granted.role?.name ?? null,
      workspaces:
        granted.role === null
          ? null
          : reach === null
            ? granted.sees
            : reach.every
              ? "every"
              : [...reach.workspaces],
      rule: granted.rule,
      email,
      domain: email === null ? null : domainOf(email),
      domainVerified: vouched,
      known: identity !== null,
    },
  };
}

/** A test of a connection. `not_found` for another tenant's as for none. */
export async function getTest(
  { db }: { readonly db: Database },
  caller: Caller,
  connectionId: string,
  testId: string,
): Promise<ConnectionTestView> {
  const { tenantId } = caller;
  const row = await read(db, caller, "sign-in:write", async (tx) =>
    isId(testId) && isId(connectionId)
      ? await tx.connectionTest.findFirst({ where: { tenantId, id: testId, connectionId } })
      : null,
  );
  if (row === null) throw new Problem("not_found");
  const over = row.createdAt.getTime() + SIGN_IN_SECONDS * 1000 < now().getTime();
  // Nothing ends a test whose answer never came: the browser was closed, or the provider kept it.
  const silent = row.outcome === null && over;
  const reason = silent ? "no-answer" : row.reason;
  return {
    id: row.id,
    outcome: (silent ? "refused" : (row.outcome ?? "running")) as ConnectionTestView["outcome"],
    reason,
    words: reason === null ? null : refusalWords(reason),
    found: row.found,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    claims: row.claims as ConnectionTestView["claims"],
    // What was stored before it said these says nothing of them.
    wouldGive: (row.wouldGive && {
      ...{ roleName: null, workspaces: null },
      ...(row.wouldGive as object),
    }) as ConnectionTestView["wouldGive"],
  };
}
