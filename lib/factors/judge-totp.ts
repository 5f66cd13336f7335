import { type Tx, withTenant } from "@/lib/db";
import { now, type Secret } from "@/lib/kernel";
import { clearWrong, heldSeconds, wrong } from "./attempts";
import { totpPlace } from "./place";
import type { Proven, Refused } from "./proven";
import type { Prover, Rooms } from "./prover";
import { totpStep } from "./totp";

export type OpenedTotp = { readonly id: string; readonly secret: Secret };

/** The secret of a member's code generator; null if they have none. Opened outside of any transaction. */
export async function openTotp(
  { db, vault }: Rooms,
  caller: Prover["caller"],
): Promise<OpenedTotp | null> {
  const { tenantId, memberId } = caller;
  const row = await withTenant(db, caller, (tx) =>
    tx.factor.findFirst({
      where: { tenantId, memberId, kind: "totp", confirmedAt: { not: null }, removedAt: null },
    }),
  );
  if (row === null || row.sealed === null) return null;
  return { id: row.id, secret: await vault.open(caller, totpPlace(row.id), row.sealed) };
}

/**
 * Judges a code under the lock of its factor. Each time step is used once, over all challenges and in
 * parallel; a code of a step that was used, or of an older one, is as wrong as any other.
 */
export async function judgeTotp(
  tx: Tx,
  { caller, bucket }: Prover,
  code: string,
  opened: OpenedTotp | null,
): Promise<Proven | Refused> {
  const { tenantId } = caller;
  const [factor] =
    opened === null
      ? []
      : await tx.$queryRaw<{ last_step: bigint }[]>`
          select last_step from portcullis.factors
          where tenant_id = (select portcullis.tenant_id()) and id = ${opened.id}::uuid
            and removed_at is null for update`;
  const at = now();
  if (opened === null || factor === undefined) {
    const none = { factorId: null, bucket: `totp:${bucket}` };
    const held = await heldSeconds(tx, caller, none, at);
    if (held > 0) return { refused: "totp-held", factorId: null, heldSeconds: held };
    return await wrong(tx, caller, none, "totp-none");
  }
  const factorId = opened.id;
  const target = { factorId, bucket };
  const held = await heldSeconds(tx, caller, target, at);
  if (held > 0) return { refused: "totp-held", factorId, heldSeconds: held };
  const step = totpStep(opened.secret, code, at);
  if (step === null) return await wrong(tx, caller, target, "totp-wrong");
  if (step <= factor.last_step) return await wrong(tx, caller, target, "totp-used");
  await tx.factor.updateMany({
    where: { tenantId, id: factorId },
    data: { lastStep: step, lastUsedAt: at },
  });
  await clearWrong(tx, caller, target);
  return { method: "totp", factorId };
}
