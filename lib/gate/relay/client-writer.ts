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
  }

  /** Ends the answer; what is still to be read is waited for, but not for ever. */
  end(): void {
    this.close();
    endWithin(this.#exchange.response, this.#stalledMs);
  }

  /** Forgets the clock. Called when nothing more will be written. */
  close(): void {
    if (this.#stalled !== null) clearTimeout(this.#stalled);
    this.#stalled = null;
  }

  readonly #drained = (): void => {
    this.close();
    this.#flow.resume();
  };
}

/** Ends an answer, and the connection if the client has not read it within `milliseconds`. */
export function endWithin(response: ServerResponse, milliseconds: number, body?: Buffer): void {
  const timer = setTimeout(() => response.destroy(), milliseconds);
  response.once("close", () => clearTimeout(timer));
  response.end(body);
}

/** Starts the client's answer. */
export function writeHead(
  response: ServerResponse,
  requestId: string,
  headers: readonly string[],
): void {
  response.writeHead(200, ["x-request-id", requestId, ...headers]);
}
