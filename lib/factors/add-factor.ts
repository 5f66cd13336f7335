import { type ChangeEntry, changeOwn } from "@/lib/access";
import { type Tx, withTenant } from "@/lib/db";
import type { SessionCaller } from "@/lib/identity";
import { newId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { spendChallenge } from "./challenges";
import type { NewPasskey } from "./factor.schema";
import { withFactor } from "./finish-sign-in";
import { lockSelf } from "./lock-self";
import { judgeCreation } from "./passkey";
import { permitNewFactor } from "./permit-new";
import { totpPlace } from "./place";
import type { Proven } from "./proven";
import type { Prover, Rooms } from "./prover";
import { totpStep } from "./totp";

/** What a new factor is also good for, in the transaction that adds it. */
export type AndThen<T> = (
  tx: Tx,
  proven: Proven,
) => Promise<{ readonly result: T; readonly also: readonly ChangeEntry[] }>;

type Added<T> = { readonly id: string; readonly result: T; readonly receipt: Receipt };

/**
 * Confirms a code generator by a code of it. The step of that code is used by this.
 *
 * @throws Problem `factor_refused`, `not_found`, `step_up_required`.
 */
export async function confirmTotp<T>(
  rooms: Rooms,
  prover: Prover,
  { id, code }: { readonly id: string; readonly code: string },
  then: AndThen<T>,
): Promise<Added<T>> {
  const { caller } = prover;
  const { tenantId, memberId } = caller;
  const where = { tenantId, id, memberId, kind: "totp", confirmedAt: null, removedAt: null };
  const secret = await openBegun(rooms, caller, where);
  const { result, receipt } = await changeOwn(rooms.db, caller, async (tx) => {
    await lockSelf(tx, caller);
    await permitNewFactor(tx, prover);
    if ((await tx.factor.count({ where })) === 0) throw new Problem("not_found");
    const step = totpStep(secret, code, now());
    // Whoever gives it has the secret before their eyes: there is nothing to guess, or to count.
    if (step === null) throw new Problem("factor_refused");
    await tx.factor.updateMany({ where, data: { confirmedAt: now(), lastStep: step } });
    await announce(tx, caller, {
      kind: "factor.added",
      to: { members: [memberId] },
      refs: { factor: id },
    });
    const { result, also } = await then(tx, { method: "totp", factorId: id });
    return { result, entry: added(memberId, id, "totp"), also };
  });
  return { id, result, receipt };
}

/** The secret of one that waits to be confirmed, opened outside of the transaction that does so. */
async function openBegun({ db, vault }: Rooms, caller: Prover["caller"], where: BegunWhere) {
  const row = await withTenant(db, caller, (tx) => tx.factor.findFirst({ where }));
  if (row === null || row.sealed === null) throw new Problem("not_found");
  return await vault.open(caller, totpPlace(row.id), row.sealed);
}
type BegunWhere = {
  readonly tenantId: string;
  readonly id: string;
  readonly memberId: string;
  readonly kind: string;
  readonly confirmedAt: null;
  readonly removedAt: null;
};

/**
 * Adds a passkey by what an authenticator answered to a challenge of this person and purpose.
 *
 * @throws Problem `factor_refused`, `conflict`, `step_up_required`.
 */
export async function addPasskey<T>(
  rooms: Rooms,
  prover: Prover,
  { name, challenge, answer }: NewPasskey,
  then: AndThen<T>,
): Promise<Added<T>> {
  const { caller } = prover;
  const { tenantId, memberId } = caller;
  const id = newId();
  const { result, receipt } = await changeOwn(rooms.db, caller, async (tx) => {
    await lockSelf(tx, caller);
    await permitNewFactor(tx, prover);
    const asked = await spendChallenge(tx, prover, challenge);
    const made = asked === null ? null : await judgeCreation(rooms, asked, answer);
    if (made === null) throw new Problem("factor_refused");
    const { credential, credentialBackedUp } = made;
    const key = { tenantId, credentialId: credential.id };
    const known = await tx.factor.count({ where: key });
    if (known > 0) throw new Problem("conflict", { detail: "This passkey was added before." });
    await tx.factor.create({
      data: {
        ...{ ...key, id, memberId, kind: "passkey", name, confirmedAt: now() },
        publicKey: new Uint8Array(credential.publicKey),
        counter: BigInt(credential.counter),
        transports: answer.response.transports,
        backedUp: credentialBackedUp,
      },
    });
    await announce(tx, caller, {
      kind: "factor.added",
      to: { members: [memberId] },
      refs: { factor: id },
    });
    const { result, also } = await then(tx, { method: "passkey", factorId: id });
    return { result, entry: added(memberId, id, "passkey"), also };
  });
  return { id, result, receipt };
}

function added(member: string, factor: string, kind: string): ChangeEntry {
  return {
    type: "factor.added",
    action: "factor.add",
    target: `factor:${factor}`,
    outcome: "done",
    reason: `kind:${kind}`,
    refs: { member, factor },
  };
}

/** Within a session: the factor was proven by adding it, as by any other proof. */
export function steppedUpBy({ tenantId, session }: SessionCaller): AndThen<undefined> {
  return async (tx, { method }) => {
    await tx.session.updateMany({
      where: { tenantId, id: session.id },
      data: { factor: method, factorAt: now(), amr: withFactor(session.amr, method) },
    });
    return { result: undefined, also: [] };
  };
}
