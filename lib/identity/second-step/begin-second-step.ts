import { makeToken } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import { newId, now, type Secret } from "@/lib/kernel";
import { browserText } from "../browser-text";
import { SECOND_STEP_SECONDS } from "./limits";

export type NewSecondStep = {
  readonly tenantId: string;
  readonly memberId: string;
  readonly connectionId: string | null;
  /** Where to go once it is whole: a path of the organisation. */
  readonly next: string;
  readonly userAgent: string | null;
  readonly address: string | null;
};

/**
 * A sign-in that waits for its second step. It is no session: its token opens the second step and
 * nothing else, and the session that may follow has another. Part of the caller's transaction.
 */
export async function beginSecondStep(tx: Tx, input: NewSecondStep): Promise<Secret> {
  const { token, hash } = makeToken("pcw");
  const at = now();
  await tx.secondStep.create({
    data: {
      tenantId: input.tenantId,
      id: newId(),
      memberId: input.memberId,
      connectionId: input.connectionId,
      tokenHash: new Uint8Array(hash),
      next: input.next.slice(0, 600),
      createdAt: at,
      expiresAt: new Date(at.getTime() + SECOND_STEP_SECONDS * 1000),
      ...browserText(input),
    },
  });
  return token;
}
