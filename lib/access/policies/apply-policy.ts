import type { Tx } from "@/lib/db";
import type { PolicyOf, PolicySection } from "./sections";

/**
 * What a change of a section does at once to what stands already. Stricter limits of sessions hold for
 * those that are under way; looser ones lengthen none.
 */
export async function applyPolicy<Section extends PolicySection>(
  tx: Tx,
  section: Section,
  document: PolicyOf<Section>,
): Promise<void> {
  if (section === "sessions") await shortenSessions(tx, document as PolicyOf<"sessions">);
}

async function shortenSessions(tx: Tx, policy: PolicyOf<"sessions">): Promise<void> {
  const limits = [
    ["browser", policy.absoluteHours * 60, policy.idleMinutes],
    ["client", policy.clientAbsoluteDays * 1440, policy.clientIdleDays * 1440],
  ] as const;
  for (const [kind, absolute, idle] of limits) {
    await tx.$executeRaw`
      update portcullis.sessions set
        expires_at = least(expires_at, created_at + make_interval(mins => ${absolute}::int)),
        idle_expires_at = least(idle_expires_at, seen_at + make_interval(mins => ${idle}::int),
          created_at + make_interval(mins => ${absolute}::int))
      where tenant_id = (select portcullis.tenant_id()) and kind = ${kind} and revoked_at is null`;
  }
}
