import type { Problem } from "@/lib/kernel";
import type { RpcId } from "../mcp/message";
import { RPC } from "../mcp/protocol";
import type { UpstreamFailure } from "../upstream/attempt";
import type { Outlet } from "./outlet";
import { frameOf, primingFrame, type ReplayEvent } from "./replay";

const JSON_TYPE = "application/json";
const EVENTS = { "content-type": "text/event-stream" };

type CallParts = {
  readonly id: RpcId;
  /** The name of its stream. */
  readonly stream: string;
  readonly progressToken: RpcId | null;
  readonly outlet: Outlet;
  readonly headers: Readonly<Record<string, string>>;
  readonly takesPriming: boolean;
  /** Whether it is only ever answered whole: before a session stands there is no stream to come back to. */
  readonly whole: boolean;
  /** Keeps an event, and gives it as it is to be sent. */
  readonly keep: (text: string) => ReplayEvent;
};

/**
 * A request that a command has not answered yet. Its answer goes out as JSON if it comes soon and
 * alone; else as an event stream, which a client that lost it can come back to.
 */
export class PendingCall {
  readonly id: RpcId;
  readonly stream: string;
  readonly progressToken: RpcId | null;
  readonly #parts: CallParts;
  #outlet: Outlet;
  #events = false;
  #timers = new Map<string, NodeJS.Timeout>();

  constructor(parts: CallParts) {
    this.id = parts.id;
    this.stream = parts.stream;
    this.progressToken = parts.progressToken;
    this.#parts = parts;
    this.#outlet = parts.outlet;
  }

  /** Whether something beside its answer would reach its client. */
  get carries(): boolean {
    return this.#outlet.open && !this.#parts.whole;
  }

  /** Where its answer goes. */
  get outlet(): Outlet {
    return this.#outlet;
  }

  /** Has `act` called after a while, instead of what was set under that name before. */
  after(name: string, milliseconds: number, act: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(act, milliseconds));
  }

  /** Turns the answer into a stream of events. */
  asEvents(): void {
    if (this.#events || this.#parts.whole || !this.#outlet.open) return;
    this.#events = true;
    this.#outlet.begin(200, { ...EVENTS, ...this.#parts.headers });
    if (this.#parts.takesPriming) this.#outlet.write(primingFrame(this.stream));
  }

  /** Sends something beside the answer. */
  send(text: string): void {
    this.asEvents();
    if (this.#events) this.#outlet.write(frameOf(this.#parts.keep(text)));
  }

  /** Sends the answer, which ends it. `headers` are added where it is the first that is sent. */
  answer(text: string, headers: Readonly<Record<string, string>> = this.#parts.headers): void {
    this.close();
    if (this.#events) {
      this.#outlet.write(frameOf(this.#parts.keep(text)));
    } else {
      const length = String(Buffer.byteLength(text));
      this.#outlet.begin(200, { "content-type": JSON_TYPE, "content-length": length, ...headers });
      this.#outlet.write(text);
    }
    this.#outlet.finish();
  }

  /** Ends it without an answer: as a failure, or within a stream as an error of the protocol. */
  fail(failure: UpstreamFailure & { readonly problem: Problem }): void {
    if (this.#events) {
      this.answer(errorAnswer(this.id, failure.problem.detail));
      return;
    }
    this.close();
    this.#outlet.fail(failure);
  }

  /** Goes on at another outlet, where a client has come back for it. */
  moveTo(outlet: Outlet): void {
    this.#outlet.finish();
    this.#outlet = outlet;
  }

  /** Forgets its clocks. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}

/** An error of JSON-RPC as a message. */
export function errorAnswer(id: RpcId, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: RPC.other, message } });
}
