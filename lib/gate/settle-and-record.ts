import { log } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange, RecordedCall } from "./exchange";
import type { Gate } from "./gate";
import type { GovernedCall } from "./mcp/message";
import type { Outcome } from "./outcome";

/**
 * Steps 11 and 12. Charges or refunds what the call had reserved, and records how it ended, in one
 * transaction. A client that has its answer does not wait for it. One that is yet to be told of a
 * failure does, for a moment, so that a refund is there when it tries again; then it is told, by the
 * problem being thrown.
 */
export async function settleAndRecord(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  call: GovernedCall,
  recorded: RecordedCall,
  outcome: Outcome,
): Promise<void> {
  const settled = gate.committer
    .settle({
      tenantId: grant.tenantId,
      decisionId: recorded.decisionId,
      serverId: grant.server.id,
      grantId: grant.grantId,
      method: call.method,
      outcome: outcome.outcome,
      upstreamStatus: outcome.upstreamStatus,
      durationMs: Math.round(performance.now() - exchange.startedAt),
      charge: outcome.charge,
      requestId: exchange.requestId,
      ledgerSeq: recorded.ledgerSeq,
      limited: recorded.limited,
      steps: exchange.steps.ended(),
    })
    .catch((error: unknown) => {
      // The row stays open and is settled as unknown by the worker once this process is gone.
      log.error("a call's outcome could not be recorded", {
        error,
        requestId: exchange.requestId,
        decisionId: recorded.decisionId,
      });
    });
  if (outcome.problem === null) return;
  await within(gate.settings.limits.refundWaitMs, settled);
  throw outcome.problem;
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
