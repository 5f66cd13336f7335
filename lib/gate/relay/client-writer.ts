import type { ServerResponse } from "node:http";
import type { Exchange } from "../exchange";
import type { UpstreamFlow } from "../upstream/attempt";

/**
 * Writes to the client at the client's pace: while its buffer is full the upstream is paused, so a
 * flood costs no memory, and a client that reads nothing for too long is taken for gone.
 */
export class ClientWriter {
  readonly #exchange: Exchange;
  readonly #flow: UpstreamFlow;
  readonly #stalledMs: number;
  #stalled: NodeJS.Timeout | null = null;

  constructor(exchange: Exchange, flow: UpstreamFlow, stalledMs: number) {
    this.#exchange = exchange;
    this.#flow = flow;
    this.#stalledMs = stalledMs;
  }

  write(chunk: Buffer | string): void {
    const { response } = this.#exchange;
    if (response.destroyed || response.write(chunk) || this.#stalled !== null) return;
    this.#flow.pause();
    this.#stalled = setTimeout(() => {
      this.#exchange.end("client_gone");
      response.destroy();
    }, this.#stalledMs);
    response.once("drain", this.#drained);
    response.once("close", this.close);
  }

  /** Forgets the clock. Called when nothing more will be written. */
  readonly close = (): void => {
    if (this.#stalled !== null) clearTimeout(this.#stalled);
    this.#stalled = null;
  };

  readonly #drained = (): void => {
    this.close();
    this.#flow.resume();
  };
}

/** Starts the client's answer. */
export function writeHead(
  response: ServerResponse,
  requestId: string,
  headers: readonly string[],
): void {
  response.writeHead(200, ["x-request-id", requestId, ...headers]);
}
