import { isPermission, policyOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { allowedCapabilities, earlier, policyEnd } from "./judge-policy";

/**
 * The keys of the tenant that work at that instant, with what each may do under the policy, and since
 * when: every one, or those of `ids`.
 */
export async function allowedLive(
  tx: Tx,
  tenantId: string,
  at: Date,
  ids?: readonly string[],
): Promise<{ readonly subject: string; readonly held: string[]; readonly since: Date }[]> {
  const { document } = await policyOf(tx, tenantId, "api-keys");
  const keys = await tx.apiKey.findMany({
    where: { tenantId, revokedAt: null, ...(ids && { id: { in: [...ids] } }) },
    orderBy: { id: "asc" },
  });
  return keys.flatMap(({ id, expiresAt, createdAt, capabilities }) => {
    const end = earlier(expiresAt, policyEnd(document, createdAt));
    const held = allowedCapabilities(document, capabilities.filter(isPermission));
    return end !== null && end <= at ? [] : { subject: `api-key:${id}`, held, since: createdAt };
  });
}
