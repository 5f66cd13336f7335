import { systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveTenant, withTenant } from "@/lib/db";
import { log, now, type Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { awaited } from "./awaited";
import { beginSecondStep } from "./second-step/begin-second-step";

export type RecoveryInput = {
  readonly slug: string;
  readonly code: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly requestId: string;
};

/**
 * Lets an owner in by a code of theirs, without the identity provider, also where one is enforced: the
 * code stands in for the provider, and never for a second factor. That is proven next, or made by an
 * owner who has none; until then the token opens nothing else. The code is used up, it stands in the ledger, and all who look after the sign-in are told. Null for
 * anything that is no unused code of an active owner of that organisation, whichever it is.
 */
export async function recoverOwner(
  { db }: { readonly db: Database },
  input: RecoveryInput,
): Promise<{ readonly token: Secret } | null> {
  const { requestId } = input;
  const parsed = parseToken(input.code.trim(), "pco");
  const tenant = parsed === null ? null : await resolveTenant(db, input.slug);
  if (parsed === null || tenant === null) return null;
  const tenantId = tenant.tenant_id;
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  return await withTenant(db, { ...caller, requestId }, async (tx) => {
    const [found] = await tx.$queryRaw<{ id: string; member: string }[]>`
      select c.id::text, m.id::text as member
      from portcullis.recovery_codes c
      join portcullis.members m on m.tenant_id = c.tenant_id and m.id = c.member_id
      where c.tenant_id = (select portcullis.tenant_id()) and c.token_hash = ${parsed.hash}
        and c.used_at is null and (c.expires_at is null or c.expires_at > now()) and m.role = 'owner' and m.status = 'active'
      for update of c`;
    if (found === undefined) {
      log.warn("an emergency sign-in code was refused", { tenant: input.slug });
      return null;
    }
    const memberId = found.member;
    await tx.recoveryCode.updateMany({
      where: { tenantId, id: found.id },
      data: { usedAt: now() },
    });
    const { userAgent, address, slug } = input;
    const next = `/t/${slug}/connections`;
    const coming = { tenantId, memberId, userAgent, address, connectionId: null, next };
    const token = await beginSecondStep(tx, coming);
    await announce(
      tx,
      { tenantId, requestId },
      {
        kind: "sign-in.recovered",
        to: { permission: "sign-in:write" },
        refs: { member: memberId },
      },
    );
    const said = {
      requestId,
      source: "console",
      outcome: "done",
      reason: "recovery-code",
    } as const;
    await appendEntries(tx, [{ ...said, ...awaited(memberId) }]);
    return { token };
  });
}
