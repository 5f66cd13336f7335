import { type Canonical, canonicalJson, sha256Hex } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "../caller";
import { lockCaller } from "../lock-caller";
import { requireStepUp } from "../step-up";
import { change } from "../transact";
import { applyPolicy } from "./apply-policy";
import { requireNewcomers } from "./newcomer-reach";
import { policyOf } from "./policy-of";
import { refuseUnmeant } from "./refuse-unmeant";
import type { PolicyOf, PolicySection } from "./sections";

/**
 * Puts a section of the organisation's policy in the place of the one that was read as `version`.
 * The ledger names both by the hash of their canonical JSON (RFC 8785).
 *
 * @throws Problem `conflict` if the section is not at that version any more; `step_up_required`;
 * `forbidden` and `unprocessable` where it would give workspaces that the caller does not see;
 * `unprocessable` where it names what is not there, or a network that holds every IPv4 address.
 */
export async function changePolicy<Section extends PolicySection>(
  { db }: { readonly db: Database },
  caller: Caller,
  section: Section,
  { version, document }: { readonly version: number; readonly document: PolicyOf<Section> },
): Promise<{ readonly version: number; readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await lockCaller(tx, caller);
    await requireStepUp(tx, caller, "policy.change");
    if (section === "newcomers")
      await requireNewcomers(tx, caller, document as PolicyOf<"newcomers">);
    const before = await policyOf(tx, tenantId, section);
    if (before.version !== version) throw stale(before.version);
    await refuseUnmeant(tx, section, document, before.document);
    const row = { document, version: version + 1, changedBy: caller.actor, changedAt: now() };
    const { count } =
      version === 0
        ? await tx.tenantPolicy.createMany({
            data: [{ tenantId, section, ...row }],
            skipDuplicates: true,
          })
        : await tx.tenantPolicy.updateMany({ where: { tenantId, section, version }, data: row });
    if (count === 0) throw stale(null);
    await applyPolicy(tx, section, document);
    return {
      result: undefined,
      entry: {
        type: "policy.changed",
        action: "policy.change",
        target: `policy:${section}`,
        outcome: "done",
        hashes: { policy: hashOf(document), before: hashOf(before.document) },
      },
    };
  });
  return { version: version + 1, receipt };
}

function stale(version: number | null): Problem {
  return new Problem("conflict", {
    detail: "Somebody changed this policy since you read it. Read it again, and decide anew.",
    ...(version === null ? {} : { extensions: { version } }),
  });
}

function hashOf(document: object): string {
  return sha256Hex(canonicalJson(document as Canonical));
}
