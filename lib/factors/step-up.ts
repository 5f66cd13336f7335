import type { SessionCaller } from "@/lib/identity";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Proof } from "./factor.schema";
import { recoveryCodeUsed, withFactor } from "./finish-sign-in";
import { proveFactor } from "./prove-factor";
import { type Rooms, signedInProver } from "./prover";

/** Proves a factor within a session, so that what is dangerous may be done in it for a while. */
export async function stepUp(
  rooms: Rooms,
  caller: SessionCaller,
  proof: Proof,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId, memberId, session } = caller;
  const { receipt } = await proveFactor(
    rooms,
    signedInProver(caller),
    proof,
    async (tx, proven) => {
      const { count } = await tx.session.updateMany({
        where: { tenantId, id: session.id, revokedAt: null },
        data: {
          ...{ factor: proven.method, factorAt: now() },
          amr: withFactor(session.amr, proven.method),
        },
      });
      if (count === 0) throw new Problem("unauthenticated");
      return {
        result: undefined,
        entry: {
          type: "session.stepped-up",
          action: "session.step-up",
          target: `session:${session.id}`,
          outcome: "done",
          reason: `factor:${proven.method}`,
          refs: {
            ...{ member: memberId, session: session.id },
            ...(proven.factorId === null ? {} : { factor: proven.factorId }),
          },
        },
        also: proven.method === "recovery-code" ? [recoveryCodeUsed(memberId)] : [],
      };
    },
  );
  return { receipt };
}
