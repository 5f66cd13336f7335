import type { IncomingMessage, ServerResponse } from "node:http";
import type { Recorded } from "@/lib/decisions";
import type { GrantRoute } from "@/lib/servers";
import type { ClientMessage, RpcId } from "./mcp/message";
import type { ViewChange } from "./relay/notices";
import { StepClock } from "./step-clock";

/** Why an exchange is over before its answer was complete. */
export type EndReason = "client_gone" | "cancelled" | "revoked" | "session_ended" | "stopping";

/** A call whose decision is durable. */
export type RecordedCall = Recorded & {
  readonly decisionId: string;
  /** Whether it took from a limit, so that its end must charge or refund. */
  readonly limited: boolean;
};

/** The spans of an exchange, where a trace of it is kept. */
export type ExchangeTrace = {
  /** Begins the span of the request to the upstream, and returns the header that names it there. */
  callsUpstream(url: URL | null): string;
  /** Runs what serves the exchange, so that what it does in the database is below its span. */
  within<T>(work: () => T): T;
  /** Ends the spans. Called once, when the exchange is over. */
  end(): void;
};

/** One request of a client and its answer, from the first byte to the last. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The path without its query, which might carry a secret by mistake. */
  readonly path: string;
  readonly steps = new StepClock();
  readonly startedAt = this.steps.startedAt;
  /** Known once the grant is authenticated; replaced when its rules change under an open stream. */
  grant: GrantRoute | null = null;
  grantHash: Buffer | null = null;
  sessionId: string | null = null;
  /** Known once the message is parsed; a fault before that answers with the id null. */
  rpcId: RpcId | null = null;
  /** Its spans; null where no trace of it is kept. */
  trace: ExchangeTrace | null = null;
  /** What it asked for, once that is parsed, and the decision, once that is durable. */
  message: ClientMessage | null = null;
  recorded: RecordedCall | null = null;
  #ended: EndReason | null = null;
  #onEnd: (() => void) | null = null;
  /** Called when what the grant sees has changed while this exchange was open. */
  onViewChanged: ((change: ViewChange) => void) | null = null;

  constructor(request: IncomingMessage, response: ServerResponse, requestId: string, path: string) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.path = path;
    response.once("close", () => {
      if (!response.writableFinished) this.end("client_gone");
    });
  }

  get ended(): EndReason | null {
    return this.#ended;
  }

  /** Ends the exchange early. The first reason stands. */
  end(reason: EndReason): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#onEnd?.();
  }

  /** Has `stop` called when the exchange ends early, at once if it has. */
  onEnd(stop: () => void): void {
    this.#onEnd = stop;
    if (this.#ended !== null) stop();
  }
}
