import { admit } from "./admit";
import { approve } from "./approve";
import { authenticate, authenticateAgain } from "./authenticate";
import { decide } from "./decide";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import type { Gate } from "./gate";
import { inject } from "./inject";
import { inspect } from "./inspect";
import { joinSession } from "./join-session";
import { parse } from "./parse";
import { passUnjudged } from "./pass-unjudged";
import { refuse } from "./refuse";
import { reserveAndRecord } from "./reserve-and-record";
import { settleAndRecord } from "./settle-and-record";

/**
 * The life of a governed call. Reading this function is reading the product: who asks, may they, and
 * how do we prove it. Every step can refuse by throwing a problem; none can be left out by a
 * setting; and where a step's dependency is down, the answer is no.
 */
export async function governCall(gate: Gate, exchange: Exchange): Promise<void> {
  admit(gate.settings, exchange);
  await authenticate(gate, exchange);
  exchange.steps.end("authenticate");
  const call = await parse(gate.settings, exchange);
  exchange.steps.end("read");
  const grant = await authenticateAgain(gate, exchange);
  const session = await joinSession(gate, exchange, grant);
  exchange.steps.end("session");
  // Initialising, pings, lists, notifications and the client's own answers are not judged.
  if (call.kind !== "call") return await passUnjudged(gate, exchange, grant, session, call);

  const inspected = inspect(call);
  const verdict = decide(grant, inspected);
  const approved = approve(verdict);
  exchange.steps.end("judge");
  // From here on the decision is durable, or nothing happens.
  const recorded = await reserveAndRecord(gate, exchange, grant, call, approved);
  exchange.recorded = recorded;
  exchange.steps.end("record");
  if (recorded.decision === "refuse") return refuse(gate, exchange, grant, call, recorded);

  const request = inject(exchange, grant, session, inspected.outgoing);
  const outcome = await forward(gate, exchange, request, {
    expected: "reply",
    rpcId: call.id,
    session,
    filtered: false,
    isToolCall: call.tool !== null,
  });
  await settleAndRecord(gate, exchange, grant, call, recorded, outcome);
}
