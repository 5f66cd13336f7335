import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { POLICY_SECTIONS, type PolicyOf, type PolicySection } from "./sections";

export type Policy<Section extends PolicySection> = {
  /** 0 where the organisation has said nothing yet. */
  readonly version: number;
  readonly document: PolicyOf<Section>;
  /** As the ledger names them; null where nobody has changed it. */
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
};

/**
 * What the transaction's organisation has said in a section, or what holds where it has said nothing.
 * For use cases that must heed it: no permission is asked.
 *
 * @throws Problem `unavailable` if what is stored no longer has the section's form: what was meant to
 * hold is not known then, and nothing is let through on a guess.
 */
export async function policyOf<Section extends PolicySection>(
  tx: Tx,
  tenantId: string,
  section: Section,
): Promise<Policy<Section>> {
  const row = await tx.tenantPolicy.findUnique({
    where: { tenantId_section: { tenantId, section } },
  });
  return {
    version: row?.version ?? 0,
    document: parsePolicy(section, row?.document ?? {}),
    changedBy: row?.changedBy ?? null,
    changedAt: row?.changedAt ?? null,
  };
}

/**
 * What is stored of a section as what it says, with what holds where it says nothing.
 *
 * @throws Problem `unavailable` if it has not the section's form.
 */
export function parsePolicy<Section extends PolicySection>(
  section: Section,
  stored: unknown,
): PolicyOf<Section> {
  const parsed = POLICY_SECTIONS[section].safeParse(stored);
  if (!parsed.success) {
    throw new Problem("unavailable", { internal: `the policy ${section} has not its form` });
  }
  return parsed.data as PolicyOf<Section>;
}
