import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { takeAnswer } from "../answer-row";
import type { BrokerProfile } from "../broker-flow";

/**
 * What we ourselves read of an accepted answer in place of what the broker read of it; null if
 * nothing was kept under this code, or of another connection. The broker reads a person's id from
 * any attribute of that name; an identity is the signed name id and nothing else.
 */
export async function vouchedBySaml(
  { db }: { readonly db: Database },
  tenantId: string,
  profile: BrokerProfile,
  code: string,
): Promise<BrokerProfile | null> {
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const answer = await withTenant(db, caller, (tx) => takeAnswer(tx, tenantId, code));
  if (answer === null || answer.connection !== profile.connection) return null;
  const { subject, claims, authenticatedAt } = answer;
  const at = authenticatedAt === null ? null : new Date(authenticatedAt);
  return { ...profile, subject, claims, authenticatedAt: at };
}
