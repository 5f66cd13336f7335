import type { AnswerSink, BodySink, UpstreamFailure, UpstreamFlow } from "../upstream/attempt";

/**
 * One answer to the gate's pipeline, of a server that is not reached over HTTP: what is written waits
 * here while the client does not read.
 */
export class Outlet implements UpstreamFlow {
  readonly #answer: AnswerSink;
  /** Told when what waits here has changed, and when the pipeline has stopped listening. */
  onPressure: () => void = () => {};
  onStop: () => void = () => {};
  #body: BodySink | null = null;
  #paused = false;
  #ending = false;
  #over = false;
  #queue: Buffer[] = [];
  #queued = 0;
  #reported = 0;

  constructor(answer: AnswerSink) {
    this.#answer = answer;
  }

  /** Whether anybody still listens. */
  get open(): boolean {
    return !this.#over && !this.#ending;
  }

  /** Bytes that wait for the client. */
  get queued(): number {
    return this.#queued;
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.#over) return;
    this.#body = this.#answer.head({ status, headers }, this);
  }

  write(text: string): void {
    if (!this.open) return;
    const bytes = Buffer.from(text);
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#flush();
  }

  /** Ends the answer once all of it has been handed on. */
  finish(): void {
    this.#ending = true;
    this.#flush();
  }

  fail(failure: UpstreamFailure): void {
    if (this.#over) return;
    this.#close();
    (this.#body ?? this.#answer).failed(failure);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  stop(): void {
    if (this.#over) return;
    const { onStop } = this;
    this.#close();
    onStop();
    (this.#body ?? this.#answer).failed({ kind: "stopped", sent: true, cause: null });
  }

  #flush(): void {
    while (!this.#paused && !this.#over) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#queued -= next.length;
      this.#hand(next);
    }
    this.#report();
    if (!this.#ending || this.#over || this.#queue.length > 0) return;
    this.#close();
    this.#body?.done();
  }

  #hand(bytes: Buffer): void {
    try {
      this.#body?.data(bytes);
    } catch (cause) {
      this.fail({ kind: "broken", sent: true, cause });
    }
  }

  #close(): void {
    this.#over = true;
    this.#queue = [];
    this.#queued = 0;
    this.#report();
  }

  #report(): void {
    if (this.#queued === this.#reported) return;
    this.#reported = this.#queued;
    this.onPressure();
  }
}
