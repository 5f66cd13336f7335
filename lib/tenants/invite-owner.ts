import { z } from "zod";
import { makeToken } from "@/lib/crypto";
import type { Database, Tx } from "@/lib/db";
import { endFactors } from "@/lib/identity";
import { displayName, newId, now, Problem, type Secret } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { endSessionsOf } from "@/lib/people";
import type { TenantRecord } from "./find-tenant";
import { type Operator, operatorAct } from "./operator-act";

const person = z.object({
  email: z.email("Give the owner's mail address").max(254),
  name: displayName("Give the owner's name"),
});

/** How long an invitation is good, in hours. */
const INVITATION_HOURS = 72;

export type Invitation = {
  readonly memberId: string;
  /** Where it is used: the code is typed or pasted there, so that no link opens anything by itself. */
  readonly page: string;
  readonly code: Secret;
  readonly expiresAt: Date;
  readonly receipt: Receipt;
};

/**
 * Invites an owner before there is an identity provider, or when all owners are locked out: a code that
 * is good once, for 72 hours, and that lets nobody further than to a second factor, which somebody new
 * makes at that moment. Of the address, an owner who is one already is invited again; the codes they
 * were invited with before are void. With `resetFactors`, an owner who has lost theirs is asked for a new
 * one: those they had, their recovery codes and known browsers end. Everybody who looks after the sign-in
 * is told.
 *
 * @throws Problem `unprocessable` if it is no mail address or no name; `conflict` if a member who is no owner, or a
 * former one, has it, or the organisation is not active.
 */
export async function inviteOwner(
  { db, console }: { readonly db: Database; readonly console: string },
  tenant: TenantRecord,
  operator: Operator,
  owner: { readonly email: string; readonly name: string; readonly resetFactors?: boolean },
): Promise<Invitation> {
  const { email, name } = judgeOwner(owner);
  if (tenant.status !== "active")
    throw new Problem("conflict", { detail: `The organisation is ${tenant.status}.` });
  const { tenantId, slug } = tenant;
  const { token, hash } = makeToken("pco");
  const expiresAt = new Date(now().getTime() + INVITATION_HOURS * 3_600_000);
  const { result: memberId, receipt } = await operatorAct(
    db,
    operator,
    tenant,
    "invite-owner",
    async (tx) => {
      const id = await ownerOf(tx, { tenantId, email, name });
      if (owner.resetFactors === true) {
        await endFactors(tx, tenantId, id);
        await endSessionsOf(tx, [id]);
      }
      await tx.recoveryCode.deleteMany({
        where: { tenantId, memberId: id, usedAt: null, expiresAt: { not: null } },
      });
      await tx.recoveryCode.create({
        data: { tenantId, id: newId(), memberId: id, tokenHash: new Uint8Array(hash), expiresAt },
      });
      return {
        result: id,
        entry: {
          type: "tenant.owner-invited",
          action: "tenant.invite-owner",
          target: `member:${id}`,
          outcome: "done",
          refs: { member: id },
        },
      };
    },
  );
  return {
    memberId,
    page: `${console}/t/${slug}/sign-in/recover`,
    code: token,
    expiresAt,
    receipt,
  };
}

/**
 * Who an owner is said to be, as it is kept.
 *
 * @throws Problem `unprocessable` for what is no mail address, or no name that people could read.
 */
export function judgeOwner(owner: {
  readonly email: string;
  readonly name: string;
}): z.output<typeof person> {
  const judged = person.safeParse(owner);
  if (judged.success) return judged.data;
  throw new Problem("unprocessable", { detail: judged.error.issues[0]?.message ?? "" });
}

/** The active owner of an address, made now if nobody has it. */
async function ownerOf(
  tx: Tx,
  of: { readonly tenantId: string; readonly email: string; readonly name: string },
): Promise<string> {
  const { tenantId, email, name } = of;
  // Held, so that of two invitations at the same moment the later one makes the other void.
  const [known] = await tx.$queryRaw<{ id: string; role: string; status: string }[]>`
    select id::text, role, status from portcullis.members
    where tenant_id = ${tenantId}::uuid and lower(email) = lower(${email}) for no key update`;
  if (known === undefined) {
    const id = newId();
    await tx.member.create({ data: { tenantId, id, email, name, role: "owner" } });
    return id;
  }
  if (known.role === "owner" && known.status === "active") return known.id;
  throw new Problem("conflict", {
    detail: "A member who is no owner, or not any more, has this mail address.",
  });
}
