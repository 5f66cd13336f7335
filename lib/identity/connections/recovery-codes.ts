import { type Caller, changeOwn, requireStepUp } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import { type Database, withTenant } from "@/lib/db";
import { newId, Problem, type Secret } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";

/** How many codes an owner gets at once. */
const CODES = 8;

/**
 * Makes an owner's codes for coming in without the identity provider, in place of those before. Each is
 * good once. Only owners have them, and each only their own.
 *
 * @throws Problem `forbidden` for everybody who is no owner; `step_up_required`.
 */
export async function createRecoveryCodes(
  { db }: { readonly db: Database },
  caller: Caller & { readonly memberId: string },
): Promise<{ readonly codes: readonly Secret[]; readonly receipt: Receipt }> {
  const { tenantId, memberId } = caller;
  const minted = Array.from({ length: CODES }, () => makeToken("pco"));
  const { receipt } = await changeOwn(db, caller, async (tx) => {
    const [owner] = await tx.$queryRaw<{ id: string }[]>`
      select id::text from portcullis.members
      where tenant_id = (select portcullis.tenant_id()) and id = ${memberId}::uuid
        and role = 'owner' and status = 'active' for update`;
    if (owner === undefined) {
      throw new Problem("forbidden", { detail: "Only an owner has codes to come in with." });
    }
    await requireStepUp(tx, caller, "sign-in.change");
    await tx.recoveryCode.deleteMany({ where: { tenantId, memberId } });
    await tx.recoveryCode.createMany({
      data: minted.map(({ hash }) => ({
        ...{ tenantId, id: newId(), memberId },
        tokenHash: new Uint8Array(hash),
      })),
    });
    return {
      result: undefined,
      entry: {
        type: "recovery-codes.created",
        action: "recovery-codes.create",
        target: `member:${memberId}`,
        outcome: "done",
        refs: { member: memberId },
      },
    };
  });
  return { codes: minted.map(({ token }) => token), receipt };
}

/** How many codes of theirs a member has not used. */
export async function countRecoveryCodes(
  { db }: { readonly db: Database },
  caller: Caller & { readonly memberId: string },
): Promise<number> {
  const { tenantId, memberId } = caller;
  return await withTenant(db, caller, (tx) =>
    tx.recoveryCode.count({ where: { tenantId, memberId, usedAt: null } }),
  );
}
