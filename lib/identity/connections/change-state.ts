import { type Caller, type ChangeEntry, change, requireStepUp } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type {
  ConnectionState,
  ConnectionStateInput,
  changedStateSchema,
} from "./connection.schema";
import { connectionRows, waysIn } from "./connection-row";
import type { ConnectionRooms } from "./create-connection";
import { STATE_REFUSALS, stateRefusal } from "./judge-state";
import { type ConnectionRecord, findRecord } from "./list-connections";

/**
 * Puts a connection in use, makes it the only way in, or shuts it. Shut, it ends the sessions that came
 * through it; made the only way in, it leaves those of others to their end.
 *
 * @throws Problem `not_found`, or `conflict` that says why not.
 */
export async function changeConnectionState(
  { db }: Pick<ConnectionRooms, "db">,
  caller: Caller,
  id: string,
  { version, state }: ConnectionStateInput,
): Promise<Shown<typeof changedStateSchema>> {
  const { tenantId } = caller;
  const { result, receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    await lockConnections(tx);
    const row = await findRecord(tx, tenantId, id);
    if (row.version !== version) throw new Problem("conflict");
    await requireMay(tx, row, state);
    await tx.connection.updateMany({
      where: { tenantId, id: row.id },
      data: { state, version: { increment: 1 } },
    });
    const ended = state === "off" ? await endSessions(tx, row, "connection-off") : [];
    if (state === "off") await endWaiting(tx, row);
    return {
      result: { sessionsEnded: ended.length },
      entry: {
        type: "connection.changed",
        action: "connection.change-state",
        target: `connection:${row.id}`,
        outcome: "done",
        reason: `state:${row.state}->${state}`,
        refs: { connection: row.id },
      },
      also: ended,
    };
  });
  return { receipt, ...result };
}

/**
 * Takes a connection away: nobody comes in through it any more, the sessions that did end, and who was
 * known by it alone is not known. The broker forgets it too.
 *
 * @throws Problem `not_found`, `conflict` if it is the last way in.
 */
export async function removeConnection(
  { db, signInDoor }: Pick<ConnectionRooms, "db" | "signInDoor">,
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt; readonly sessionsEnded: number }> {
  const { tenantId } = caller;
  const { jackson } = await signInDoor();
  const { result, receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    await lockConnections(tx);
    const row = await findRecord(tx, tenantId, id);
    if (row.state !== "off") await requireMay(tx, row, "off");
    const ended = await endSessions(tx, row, "connection-removed");
    await endWaiting(tx, row);
    // Read while no other connection can take the name: what has it later is not forgotten.
    const held = await jackson.holding(tenantId, row.brokerId);
    await tx.connection.deleteMany({ where: { tenantId, id: row.id } });
    // A connection that is made later may get the same name with the broker, and stand for others.
    await tx.memberIdentity.updateMany({
      where: { tenantId, connection: row.brokerId },
      data: { connection: `removed:${row.id}` },
    });
    return {
      result: { held, sessionsEnded: ended.length },
      entry: {
        type: "connection.removed",
        action: "connection.remove",
        target: `connection:${row.id}`,
        outcome: "done",
        refs: { connection: row.id },
      },
      also: ended,
    };
  });
  // What the broker keeps lets nobody in: it is our record that does, and that is gone.
  await result.held.forget();
  return { receipt, sessionsEnded: result.sessionsEnded };
}

async function requireMay(
  tx: Tx,
  row: ConnectionRecord,
  to: ConnectionStateInput["state"],
): Promise<void> {
  const { tenantId } = row;
  const others = (await connectionRows(tx, tenantId)).filter((one) => one.id !== row.id);
  const [codes] = await tx.$queryRaw<{ owners: number }[]>`
    select count(distinct m.id)::int as owners
    from portcullis.members m
    join portcullis.recovery_codes c on c.tenant_id = m.tenant_id and c.member_id = m.id
    where m.tenant_id = (select portcullis.tenant_id()) and m.role = 'owner' and m.status = 'active'
      and c.used_at is null`;
  const refusal = stateRefusal({
    from: row.state as ConnectionState,
    to,
    tested: row.testedAt !== null || row.state === "active" || row.state === "enforced",
    otherWaysIn: waysIn(others).length,
    ownersWithCodes: codes?.owners ?? 0,
  });
  if (refusal !== null) throw new Problem("conflict", { detail: STATE_REFUSALS[refusal] });
}

/** Sign-ins through it that wait for their second step: nobody can say later where they came from. */
async function endWaiting(tx: Tx, { tenantId, id: connectionId }: ConnectionRecord): Promise<void> {
  await tx.secondStep.updateMany({
    where: { tenantId, connectionId, endedAt: null },
    data: { endedAt: now() },
  });
}

/** Two changes that each leave one way in must not leave none together. */
async function lockConnections(tx: Tx): Promise<void> {
  await tx.$queryRaw`
    select id from portcullis.connections
    where tenant_id = (select portcullis.tenant_id()) order by id for update`;
}

async function endSessions(tx: Tx, row: ConnectionRecord, reason: string): Promise<ChangeEntry[]> {
  const { tenantId, id: connectionId } = row;
  const where = { tenantId, connectionId, revokedAt: null, expiresAt: { gt: now() } };
  const open = await tx.session.findMany({ where, select: { id: true, memberId: true } });
  const ids = open.map(({ id }) => id);
  await tx.session.updateMany({
    where: { tenantId, id: { in: ids } },
    data: { revokedAt: now() },
  });
  return open.map(({ id, memberId }) => ({
    type: "session.ended",
    action: "session.end",
    target: `session:${id}`,
    outcome: "done",
    reason,
    refs: { member: memberId, session: id },
  }));
}
