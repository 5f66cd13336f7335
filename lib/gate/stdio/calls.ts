import { type JsonObject, Problem } from "@/lib/kernel";
import type { RpcId } from "../mcp/message";
import { errorAnswer, type PendingCall } from "./call";
import type { StdioLimits } from "./limits";
import { asId, isObject, keyOf } from "./read-line";

type Parts = {
  readonly limits: StdioLimits;
  /** Writes a line to the command. */
  readonly write: (line: string) => void;
  /** Told of each call that took too long, before its client is. */
  readonly silent: () => void;
};

/** The requests of a session that its command has not answered yet, each with its clocks. */
export class Calls {
  readonly #parts: Parts;
  readonly #running = new Map<string, PendingCall>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#running.size;
  }

  /** Bytes of their answers that wait for the client. */
  get queued(): number {
    let sum = 0;
    for (const { outlet } of this.#running.values()) sum += outlet.queued;
    return sum;
  }

  has(id: RpcId): boolean {
    return this.#running.has(keyOf(id));
  }

  /** Takes a call in. One that hears nothing for `silentMs` ends. */
  add(call: PendingCall, silentMs: number): void {
    this.#running.set(keyOf(call.id), call);
    call.after("json", this.#parts.limits.jsonMs, () => call.asEvents());
    this.#awaitWord(call, silentMs);
  }

  /** Takes the call out that an answer is for. */
  take(id: RpcId): PendingCall | undefined {
    const call = this.#running.get(keyOf(id));
    this.#running.delete(keyOf(id));
    return call;
  }

  /** The call whose progress a token names; it is heard of, so its silence begins anew. */
  progressing(token: RpcId): PendingCall | undefined {
    const call = this.#find(({ progressToken }) => progressToken === token);
    if (call !== undefined) this.#awaitWord(call, this.#parts.limits.silentCallMs);
    return call;
  }

  ofStream(name: string): PendingCall | undefined {
    return this.#find(({ stream }) => stream === name);
  }

  /** The call begun last of those whose client listens. */
  newestHeard(): PendingCall | undefined {
    return [...this.#running.values()].findLast(({ carries }) => carries);
  }

  /** The client has cancelled a call: it is given a little time to be answered all the same. */
  cancelled({ params }: JsonObject): void {
    const id = isObject(params) ? asId(params.requestId) : null;
    const call = id === null ? undefined : this.#running.get(keyOf(id));
    call?.after("cancelled", this.#parts.limits.cancelledMs, () => {
      this.take(call.id);
      call.answer(errorAnswer(call.id, "The call was cancelled."));
    });
  }

  /** Nothing will answer them any more. `sent` says whether they may have run. */
  failAll(problem: Problem, sent: boolean): void {
    for (const call of this.#running.values())
      call.fail({ kind: "broken", sent, cause: null, problem });
    this.#running.clear();
  }

  #find(is: (call: PendingCall) => boolean): PendingCall | undefined {
    for (const call of this.#running.values()) if (is(call)) return call;
    return undefined;
  }

  #awaitWord(call: PendingCall, milliseconds: number): void {
    call.after("silence", milliseconds, () => {
      this.take(call.id);
      const params = { requestId: call.id, reason: "No answer in time." };
      const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params };
      this.#parts.write(JSON.stringify(cancelled));
      this.#parts.silent();
      const problem = new Problem("upstream_timeout");
      call.fail({ kind: "timeout", sent: true, cause: null, problem });
    });
  }
}
