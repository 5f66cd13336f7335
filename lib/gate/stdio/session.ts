import type { JsonObject } from "@/lib/kernel";
import { Problem, stringifyJson } from "@/lib/kernel";
import type { GrantRoute, StdioTarget } from "@/lib/servers";
import type { ChildEnd, StdioChild } from "@/lib/stdio";
import type { RpcId } from "../mcp/message";
import type { AnswerSink, UpstreamFlow } from "../upstream/attempt";
import { PendingCall } from "./call";
import { Calls } from "./calls";
import { FromCommand } from "./from-command";
import type { StdioLimits } from "./limits";
import { Outlet } from "./outlet";
import { asId, isObject } from "./read-line";
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
  readonly #calls: Calls;
  readonly #from: FromCommand;
  #child: StdioChild | null = null;
  #streams = 0;
  #waiting = false;

  constructor(id: string, request: StdioRequest, limits: StdioLimits) {
    this.id = id;
    this.grant = request.grant;
    this.grantHash = request.grantHash;
    this.target = request.target;
    this.#limits = limits;
    this.#replay = new Replay(limits);
    this.#calls = new Calls({
      limits,
      write: (line) => this.#child?.write(line),
      silent: () => this.onSilent(),
    });
    this.#standing = new StandingStream(this.#replay, (id) => this.#from.unseen(id));
    this.#from = new FromCommand({
      calls: this.#calls,
      standing: this.#standing,
      write: (line) => this.#child?.write(line),
      note: (line) => this.#child?.note(line),
      answered: (isError) => this.onAnswer(isError),
      label: () => ({ server: this.grant.server.id, session_id: this.sessionId }),
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

  /** Passes a request to the command; it is answered at the outlet. */
  request(
    request: StdioRequest,
    outlet: Outlet,
    options: { readonly silentMs: number; readonly begins?: boolean },
  ): void {
    const message = request.message ?? {};
    const id = asId(message.id) ?? "";
    this.usedAt = performance.now();
    if (this.#calls.has(id)) {
      const detail = "A request with this id is still running in the session.";
      outlet.fail(notTaken(new Problem("invalid_request", { detail })));
      return;
    }
    const stream = `c${++this.#streams}`;
    const call = new PendingCall({
      id,
      stream,
      progressToken: progressTokenOf(message),
      outlet,
      headers: options.begins === true ? { "mcp-session-id": this.id } : {},
      whole: options.begins === true,
      takesPriming: request.takesPriming,
      keep: (text) => this.#standing.keep(stream, text, null),
    });
    if (this.#child?.write(stringifyJson(message)) !== true) {
      outlet.fail(notTaken(this.#notRead()));
      return;
    }
    outlet.onPressure = () => this.#balance();
    this.#calls.add(call, options.silentMs);
  }

  /** Passes a notification or an answer on. An answer that was not asked for goes nowhere. */
  tell(message: JsonObject, answer: AnswerSink): UpstreamFlow {
    const outlet = new Outlet(answer);
    this.usedAt = performance.now();
    const id = asId(message.id);
    const wanted = "method" in message || (id !== null && this.#from.takeAnswerTo(id));
    if (wanted && this.#child?.write(stringifyJson(message)) !== true) {
      outlet.fail(notTaken(this.#notRead()));
      return outlet;
    }
    if (message.method === "notifications/cancelled") this.#calls.cancelled(message);
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
    const call = this.#calls.ofStream(stream);
    if (call === undefined) outlet.finish();
    else call.moveTo(outlet);
  }

  /** One line of the command's. */
  line(line: Buffer): void {
    this.#from.line(line);
  }

  /** Called for each call that the command answers, before the answer is passed on. */
  onAnswer: (isError: boolean) => void = () => {};

  /** Called for each call that took too long. */
  onSilent: () => void = () => {};

  /** The command has ended: whatever waits for it is told. */
  ended(end: ChildEnd, problem: Problem | null): void {
    const told = problem ?? new Problem("upstream_refused", { detail: describeEnd(end) });
    this.#calls.failAll(told, problem === null);
    this.#standing.close();
  }

  /** While a client does not read, the command that writes to it waits in its own pipe. */
  #balance(): void {
    const queued = this.#calls.queued + (this.#standing.outlet?.queued ?? 0);
    const wait = queued > (this.#waiting ? this.#limits.queuedBytes / 2 : this.#limits.queuedBytes);
    if (wait === this.#waiting) return;
    this.#waiting = wait;
    if (wait) this.#child?.pause();
    else this.#child?.resume();
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
