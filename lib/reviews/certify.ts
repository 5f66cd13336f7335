import type { Tx } from "@/lib/db";
import { heldNow, holdSubjects } from "./held-now";
import { type Holding, hasGrown } from "./judge-holding";

type Line = {
  readonly id: string;
  readonly subject: string;
  readonly decision: string | null;
  readonly role: string | null;
  readonly level: number | null;
  readonly held: readonly string[];
  readonly sees: readonly string[];
  readonly keptRole: string | null;
  readonly keptLevel: number | null;
  readonly keptHeld: readonly string[];
  readonly keptSees: readonly string[];
};

/** What is kept with a line, and how the ledger names it. */
type Certificate = {
  readonly kept: {
    readonly keptRole: string | null;
    readonly keptLevel: number | null;
    readonly keptHeld: string[];
    readonly keptSees: string[];
  };
  readonly named: { readonly keys: readonly string[]; readonly hashes: { readonly held: string } };
};

/** What was certified of a line; null where nothing was. */
export function keptOf(line: Line): Holding | null {
  const { decision, keptRole: role, keptLevel: level, keptHeld: held, keptSees: sees } = line;
  return decision === "keep" && held.length > 0 ? { role, level, held, sees } : null;
}

/** What nobody need look at again: what was certified last, or what was held when the review began. */
export const knownOf = (line: Line): Holding => keptOf(line) ?? line;

/**
 * What keeping each of these lines certifies: what is held at this moment, held fast until the transaction
 * ends. A line is left out where more is held than it says, unless `version` names just that; where a
 * version is given, that is what must be held. Of what has ended, nothing is certified.
 */
export async function certify(
  tx: Tx,
  tenantId: string,
  lines: readonly Line[],
  version?: string,
): Promise<ReadonlyMap<string, Certificate | { readonly kept?: never; readonly named?: never }>> {
  const subjects = lines.map(({ subject }) => subject);
  await holdSubjects(tx, subjects);
  const held = await heldNow(tx, tenantId, subjects);
  const certificates = new Map<string, Certificate | Record<string, never>>();
  for (const line of lines) {
    const now = held.get(line.subject);
    if (
      now?.version !== version &&
      (version !== undefined || (now && hasGrown(knownOf(line), now)))
    )
      continue;
    certificates.set(
      line.id,
      now === undefined
        ? {}
        : {
            kept: {
              ...{ keptRole: now.role, keptLevel: now.level },
              ...{ keptHeld: [...now.held], keptSees: [...now.sees] },
            },
            named: { keys: now.keys, hashes: { held: now.version } },
          },
    );
  }
  return certificates;
}
