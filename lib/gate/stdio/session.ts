import type { JsonObject } from "@/lib/kernel";
import { log, Problem, stringifyJson } from "@/lib/kernel";
import type { GrantRoute, StdioTarget } from "@/lib/servers";
import type { ChildEnd, StdioChild } from "@/lib/stdio";
import type { RpcId } from "../mcp/message";
import type { AnswerSink, UpstreamFlow } from "../upstream/attempt";
import { errorAnswer, PendingCall } from "./call";
import type { StdioLimits } from "./limits";
import { Outlet } from "./outlet";
import { asId, isObject, keyOf, readLine } from "./read-line";
import { frameOf, Replay, readEventId, STANDING } from "./replay";
import type { StdioRequest } from "./request";
import { StandingStream } from "./standing-stream";
import { describeEnd, notTaken } from "./words";

const EVENTS = { "content-type": "text/event-stream" };

/** One protocol session and the command that serves it: nobody else's messages reach either. */
export class StdioSession {
  readonly id: string;
  /** As it was last looked up. */
  grant: GrantRoute;
  readonly grantHash: Buffer;
  readonly target: StdioTarget;
  /** The gate's own id of the session, once a request has come under it. */
  sessionId: string | null = null;
  /** When a message of the client's last came; for telling that nobody uses it any more. */
  usedAt = performance.now();
  readonly #limits: StdioLimits;
  readonly #replay: Replay;
  readonly #standing: StandingStream;
  readonly #calls = new Map<string, PendingCall>();
  /** What the command has asked and the client has not answered. */
  readonly #asked = new Set<string>();
  #child: StdioChild | null = null;
  #streams = 0;
  #waiting = false;
  #strange = 0;

  constructor(id: string, request: StdioRequest, limits: StdioLimits) {
    this.id = id;
    this.grant = request.grant;
    this.grantHash = request.grantHash;
    this.target = request.target;
    this.#limits = limits;
    this.#replay = new Replay(limits);
    this.#standing = new StandingStream(this.#replay, (id) => {
      this.#asked.delete(keyOf(id));
      this.#child?.write(errorAnswer(id, "The client does not take requests."));
    });
  }

  /** Whether anything of it is under way or open. */
  get busy(): boolean {
    return this.#calls.size > 0 || this.#standing.outlet !== null;
  }

  serveWith(child: StdioChild): void {
    this.#child = child;
  }

  /** Ends the command. */
  async end(because: string): Promise<void> {
    await this.#child?.stop(because);
  }

  /** What the command said beside the protocol. */
  get said(): readonly string[] {
    return this.#child?.said ?? [];
  }

  /** Passes a request to the command; what answers it is the pending call. */
  request(
    request: StdioRequest,
    outlet: Outlet,
    options: { readonly silentMs: number; readonly headers?: Readonly<Record<string, string>> },
  ): PendingCall | null {
    const message = request.message ?? {};
    const id = asId(message.id) ?? "";
    this.usedAt = performance.now();
    if (this.#calls.has(keyOf(id))) {
      const detail = "A request with this id is still running in the session.";
      outlet.fail(notTaken(new Problem("invalid_request", { detail })));
      return null;
    }
    const stream = `c${++this.#streams}`;
    const call = new PendingCall({
      id,
      stream,
      progressToken: progressTokenOf(message),
      outlet,
      headers: options.headers ?? {},
      takesPriming: request.takesPriming,
      keep: (text) => this.#standing.keep(stream, text, null),
    });
    if (this.#child?.write(stringifyJson(message)) !== true) {
      outlet.fail(notTaken(this.#notRead()));
      return null;
    }
    outlet.onPressure = () => this.#balance();
    this.#calls.set(keyOf(id), call);
    call.after("json", this.#limits.jsonMs, () => call.asEvents());
    this.#awaitWord(call, options.silentMs);
    return call;
  }

  /** Passes a notification or an answer on. An answer that was not asked for goes nowhere. */
  tell(message: JsonObject, answer: AnswerSink): UpstreamFlow {
    const outlet = new Outlet(answer);
    this.usedAt = performance.now();
    const id = asId(message.id);
    const wanted = "method" in message || (id !== null && this.#asked.delete(keyOf(id)));
    if (wanted && this.#child?.write(stringifyJson(message)) !== true) {
      outlet.fail(notTaken(this.#notRead()));
      return outlet;
    }
    if (message.method === "notifications/cancelled") this.#cancelled(message);
    outlet.begin(202, {});
    outlet.finish();
    return outlet;
  }

  /** Opens the session's own stream, or one that a client has lost and comes back for. */
  openStream(lastEventId: string | null, answer: AnswerSink): UpstreamFlow {
    const outlet = new Outlet(answer);
    const from = lastEventId === null ? null : readEventId(lastEventId);
    outlet.onPressure = () => this.#balance();
    outlet.begin(200, EVENTS);
    if (from === null || from.stream === STANDING)
      this.#standing.open(outlet, from?.number ?? null);
    else this.#resume(outlet, from.stream, from.number);
    return outlet;
  }

  #resume(outlet: Outlet, stream: string, number: number): void {
    for (const event of this.#replay.after(stream, number)) outlet.write(frameOf(event));
    const call = [...this.#calls.values()].find((one) => one.stream === stream);
    if (call === undefined) outlet.finish();
    else call.moveTo(outlet);
  }

  /** One line of the command's. */
  line(line: Buffer): void {
    const message = readLine(line);
    if (message === null) {
      this.#child?.note(line.subarray(0, 2_000).toString("utf8"));
      return;
    }
    if (message.kind === "request") {
      this.#asked.add(keyOf(message.id));
      this.#announce(message.text, message.id);
    } else if (message.kind === "notification") {
      this.#notified(message.text, message.progressOf);
    } else {
      this.#answered(message.text, message.id, message.isError);
    }
  }

  #notified(text: string, progressOf: RpcId | null): void {
    const call = progressOf === null ? undefined : this.#callOfToken(progressOf);
    if (call === undefined) {
      this.#announce(text, null);
      return;
    }
    this.#awaitWord(call, this.#limits.silentCallMs);
    call.send(text);
  }

  #answered(text: string, id: RpcId, isError: boolean): void {
    const call = this.#calls.get(keyOf(id));
    if (call === undefined) {
      this.#strangeAnswer();
      return;
    }
    this.#calls.delete(keyOf(id));
    this.onAnswer(call, isError);
    call.answer(text, isError ? {} : undefined);
  }

  /** Called with each call that the command answers, before the answer is passed on. */
  onAnswer: (call: PendingCall, isError: boolean) => void = () => {};

  /** The command has ended: whatever waits for it is told. */
  ended(end: ChildEnd, problem: Problem | null): void {
    const told = problem ?? new Problem("upstream_refused", { detail: describeEnd(end) });
    for (const call of this.#calls.values())
      call.fail({ kind: "broken", sent: problem === null, cause: null, problem: told });
    this.#calls.clear();
    this.#standing.close();
  }

  /** A message that belongs to no call: to the session's stream, now or once it is open. */
  #announce(text: string, asks: RpcId | null): void {
    if (this.#standing.outlet === null && asks !== null) {
      // Without that stream, a question can reach the client only beside a call it waits for.
      const call = [...this.#calls.values()].findLast((one) => one.outlet.open);
      if (call !== undefined) {
        call.send(text);
        return;
      }
    }
    this.#standing.announce(text, asks);
  }

  #callOfToken(token: RpcId): PendingCall | undefined {
    return [...this.#calls.values()].find(({ progressToken }) => progressToken === token);
  }

  #cancelled({ params }: JsonObject): void {
    const id = isObject(params) ? asId(params.requestId) : null;
    const call = id === null ? undefined : this.#calls.get(keyOf(id));
    call?.after("cancelled", this.#limits.cancelledMs, () => {
      this.#calls.delete(keyOf(call.id));
      call.answer(errorAnswer(call.id, "The call was cancelled."));
    });
  }

  #awaitWord(call: PendingCall, milliseconds: number): void {
    call.after("silence", milliseconds, () => {
      this.#calls.delete(keyOf(call.id));
      const params = { requestId: call.id, reason: "No answer in time." };
      const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params };
      this.#child?.write(JSON.stringify(cancelled));
      this.onSilent(call);
      const problem = new Problem("upstream_timeout");
      call.fail({ kind: "timeout", sent: true, cause: null, problem });
    });
  }

  /** Called with each call that took too long. */
  onSilent: (call: PendingCall) => void = () => {};

  /** While a client does not read, the command that writes to it waits in its own pipe. */
  #balance(): void {
    const outlets = [
      this.#standing.outlet,
      ...[...this.#calls.values()].map((call) => call.outlet),
    ];
    const queued = outlets.reduce((sum, outlet) => sum + (outlet?.queued ?? 0), 0);
    const wait = queued > (this.#waiting ? this.#limits.queuedBytes / 2 : this.#limits.queuedBytes);
    if (wait === this.#waiting) return;
    this.#waiting = wait;
    if (wait) this.#child?.pause();
    else this.#child?.resume();
  }

  #strangeAnswer(): void {
    if (this.#strange++ === 0)
      log.warn("answers to nothing that was asked are not passed on", {
        server: this.grant.server.id,
        session_id: this.sessionId,
      });
  }

  #notRead(): Problem {
    return new Problem("unavailable", {
      detail: "The server does not read what it is sent, or is ending.",
    });
  }
}

function progressTokenOf({ params }: JsonObject): RpcId | null {
  const meta = isObject(params) ? params._meta : undefined;
  return isObject(meta) ? asId(meta.progressToken) : null;
}
