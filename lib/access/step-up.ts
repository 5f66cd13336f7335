import type { Tx } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Caller } from "./caller";
import { STEP_UP_ACTS, type StepUpActId, stepUpRefusal } from "./judge-step-up";
import { policyOf } from "./policies/policy-of";

/**
 * Refuses a dangerous act unless whoever is signed in has proven lately that it is they: by a second
 * factor, or, where they have none and policy allows it, by the sign-in itself. Asked within the
 * transaction of the act. Keys and the house itself are not people, and are not asked: what a key may
 * do was given to it under this very question.
 *
 * @throws Problem `step_up_required`, with the act, the methods that would do and how old a proof may be.
 */
export async function requireStepUp(tx: Tx, caller: Caller, act: StepUpActId): Promise<void> {
  if (caller.kind !== "member") return;
  const { document: policy } = await policyOf(tx, caller.tenantId, "mfa");
  const session = await sessionOf(tx, caller);
  // Whoever is to have a factor must be able to add the first.
  const stepUpNeedsFactor = policy.stepUpNeedsFactor && act !== "factors.change";
  const refusal = stepUpRefusal({ session, policy: { ...policy, stepUpNeedsFactor }, at: now() });
  if (refusal === null) return;
  throw new Problem("step_up_required", {
    detail: `${STEP_UP_ACTS[act]} ${refusal.detail}`,
    extensions: { act, methods: refusal.methods, maxAgeSeconds: policy.stepUpSeconds },
  });
}

/** What the caller's session holds of proofs, and which factors they could prove. Null without one. */
async function sessionOf(tx: Tx, caller: Caller) {
  if (caller.session === undefined) return null;
  const [row] = await tx.$queryRaw<
    { proven_at: Date | null; factor_at: Date | null; kinds: string[]; codes: boolean }[]
  >`
    select case when s.authenticated_at is not null then least(s.created_at, s.authenticated_at) end as proven_at, s.factor_at,
      array(select distinct f.kind from portcullis.factors f
        where f.tenant_id = s.tenant_id and f.member_id = s.member_id and f.confirmed_at is not null and f.removed_at is null) as kinds,
      exists (select from portcullis.spare_codes r
        where r.tenant_id = s.tenant_id and r.member_id = s.member_id and r.used_at is null
          and r.replaced_at is null) as codes
    from portcullis.sessions s
    where s.tenant_id = (select portcullis.tenant_id()) and s.id = ${caller.session.id}::uuid
      and s.revoked_at is null`;
  if (row === undefined) return null;
  const methods = row.kinds.length > 0 && row.codes ? [...row.kinds, "recovery-code"] : row.kinds;
  return { authenticatedAt: row.proven_at, factorAt: row.factor_at, methods: [...methods].sort() };
}
