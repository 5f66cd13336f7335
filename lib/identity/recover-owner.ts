import { systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveTenant, withTenant } from "@/lib/db";
import { log, now, type Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { awaited } from "./complete-sign-in";
import { beginSecondStep } from "./second-step/begin-second-step";
import { secondStepNeed } from "./second-step/need-of";
import { startSession } from "./start-session";

export type RecoveryInput = {
  readonly slug: string;
  readonly code: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly requestId: string;
  /** What this browser is known by, from its cookie. */
  readonly deviceToken?: string | undefined;
};

export type Recovered = {
  /** The code stands in for the provider, not for a second factor: that is still asked. */
  readonly opens: "session" | "second-step";
  readonly token: Secret;
};

/**
 * Lets an owner in by a code of theirs, without the identity provider, also where one is enforced. The
 * code is used up, it stands in the ledger, and all who look after the sign-in are told. Null for
 * anything that is no unused code of an active owner of that organisation, whichever it is.
 */
export async function recoverOwner(
  { db }: { readonly db: Database },
  input: RecoveryInput,
): Promise<Recovered | null> {
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
        and c.used_at is null and m.role = 'owner' and m.status = 'active'
      for update of c`;
    if (found === undefined) {
      log.warn("a recovery code was refused", { tenant: input.slug });
      return null;
    }
    const memberId = found.member;
    await tx.recoveryCode.updateMany({
      where: { tenantId, id: found.id },
      data: { usedAt: now() },
    });
    const { userAgent, address } = input;
    const coming = { tenantId, memberId, userAgent, address };
    if ((await secondStepNeed(tx, tenantId, memberId, input.deviceToken)) !== "nothing") {
      const next = `/t/${input.slug}/connections`;
      const token = await beginSecondStep(tx, { ...coming, connectionId: null, next });
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
      return { opens: "second-step", token } as const;
    }
    const session = await startSession(tx, coming);
    await announce(
      tx,
      { tenantId, requestId },
      {
        kind: "sign-in.recovered",
        to: { permission: "sign-in:write" },
        refs: { member: memberId, session: session.id },
      },
    );
    await appendEntries(tx, [
      {
        type: "session.started",
        actor: `member:${memberId}`,
        action: "session.start",
        target: `session:${session.id}`,
        requestId,
        source: "console",
        outcome: "done",
        reason: "recovery-code",
        refs: { member: memberId, session: session.id },
      },
    ]);
    return { opens: "session", token: session.token } as const;
  });
}
