import { type Dispatcher, errors } from "undici";
import type { Problem } from "@/lib/kernel";

export type UpstreamHead = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** How an attempt ended without a whole answer, and whether the request had been sent by then. */
export type UpstreamFailure = {
  readonly kind: "unreachable" | "broken" | "timeout" | "stopped";
  readonly sent: boolean;
  readonly cause: unknown;
  /** What the client is to be told, where more is known than the kind says. */
  readonly problem?: Problem;
};

/** What is done with an answer's body. Exactly one of `done` and `failed` is called, once. */
export type BodySink = {
  readonly data: (chunk: Buffer) => void;
  readonly done: () => void;
  readonly failed: (failure: UpstreamFailure) => void;
};

/** What is done with an answer. Exactly one of `head` and `failed` is called, once. */
export type AnswerSink = {
  readonly head: (head: UpstreamHead, flow: UpstreamFlow) => BodySink;
  readonly failed: (failure: UpstreamFailure) => void;
};

/** The reader's hold on the attempt: to slow it down, and to end it. */
export type UpstreamFlow = {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
};

const STOPPED = new Error("stopped by the gate");

/**
 * One request on its way. The connection's word that it begins to write the request counts as
 * sent: from then on nobody can tell whether the server has acted, so the call stays charged.
 */
export class Attempt implements Dispatcher.DispatchHandler, UpstreamFlow {
  readonly #answer: AnswerSink;
  readonly #idleMs: number;
  #body: BodySink | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #stopped = false;
  #paused = false;
  #ended = false;
  #arrived: Buffer[] = [];
  #idle: NodeJS.Timeout | null = null;

  constructor(answer: AnswerSink, idleMs: number) {
    this.#answer = answer;
    this.#idleMs = idleMs;
  }

  pause(): void {
    this.#paused = true;
    this.#controller?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#idle?.refresh();
    this.#controller?.resume();
  }

  stop(): void {
    this.#stopped = true;
    // Where it is not connected yet the request stays queued, and is aborted before it is written.
    if (this.#controller === null) this.#fail(STOPPED);
    else this.#controller.abort(STOPPED);
  }

  /** The request could not even be queued. */
  refuse(cause: unknown): void {
    this.#fail(cause);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#stopped) controller.abort(STOPPED);
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamHead["headers"],
  ): void {
    if (status < 200) return;
    // A tool may think for as long as it likes while its stream is open: who waits for it decides. A
    // reply that has begun and says nothing more has no such reason.
    if (!isEventStream(headers["content-type"]))
      this.#idle = setTimeout(() => this.#timeOut(), this.#idleMs);
    this.#body = this.#answer.head({ status, headers }, this);
  }

  /**
   * What one reading of the socket brings is handed on as one piece, in however many the server has
   * cut it: a reply in single bytes must not cost a thousand times its size to pass on.
   */
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#idle?.refresh();
    if (this.#arrived.push(chunk) === 1) queueMicrotask(() => this.#handOn());
  }

  onResponseEnd(): void {
    this.#handOn();
    if (this.#ended) return;
    this.#end();
    this.#body?.done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#fail(cause);
  }

  #handOn(): void {
    const arrived = this.#arrived;
    if (arrived.length === 0) return;
    this.#arrived = [];
    if (this.#stopped || this.#ended) return;
    const [only] = arrived;
    try {
      this.#body?.data(arrived.length === 1 && only ? only : Buffer.concat(arrived));
    } catch (fault) {
      this.#controller?.abort(fault instanceof Error ? fault : STOPPED);
    }
  }

  #timeOut(): void {
    // Silence that the gate asked for is not the server's.
    if (this.#paused) this.#idle?.refresh();
    else this.#controller?.abort(new errors.BodyTimeoutError());
  }

  #end(): void {
    this.#ended = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
  }

  #fail(cause: unknown): void {
    this.#handOn();
    if (this.#ended) return;
    this.#end();
    const sent = this.#controller !== null;
    const kind = this.#stopped ? "stopped" : kindOf(cause, sent);
    (this.#body ?? this.#answer).failed({ kind, sent, cause });
  }
}

function isEventStream(type: string | string[] | undefined): boolean {
  return typeof type === "string" && /^text\/event-stream\b/i.test(type.trim());
}

function kindOf(cause: unknown, sent: boolean): UpstreamFailure["kind"] {
  if (!sent) return "unreachable";
  const timedOut =
    cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError;
  return timedOut ? "timeout" : "broken";
}
