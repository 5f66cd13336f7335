import { log } from "@/lib/kernel";
import type { RpcId } from "../mcp/message";
import { errorAnswer } from "./call";
import type { Calls } from "./calls";
import { keyOf, readLine } from "./read-line";
import type { StandingStream } from "./standing-stream";

/** Requests of a command that may be unanswered at a time. */
const MAX_ASKED = 1_000;
const NOTED_BYTES = 2_000;

type Parts = {
  readonly calls: Calls;
  readonly standing: StandingStream;
  /** Writes a line to the command. */
  readonly write: (line: string) => void;
  /** Notes what is no message. */
  readonly note: (line: string) => void;
  /** Told of each call that the command answers, before the answer is passed on. */
  readonly answered: (isError: boolean) => void;
  /** Whose command it is, for the log. */
  readonly label: () => Readonly<Record<string, unknown>>;
};

/** Where the lines of a command go, and what it has asked of its client. */
export class FromCommand {
  readonly #parts: Parts;
  /** What the command has asked and the client has not answered. */
  readonly #asked = new Set<string>();
  #strange = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether an answer of the client's is to something that was asked. It is answered by that. */
  takeAnswerTo(id: RpcId): boolean {
    return this.#asked.delete(keyOf(id));
  }

  /** The client will never see a request of the command's: it is answered here. */
  unseen(id: RpcId): void {
    this.#asked.delete(keyOf(id));
    this.#parts.write(errorAnswer(id, "The client does not take requests."));
  }

  /** One line of the command's. */
  line(line: Buffer): void {
    const message = readLine(line);
    if (message === null) this.#parts.note(line.subarray(0, NOTED_BYTES).toString("utf8"));
    else if (message.kind === "request") this.#asks(message.text, message.id);
    else if (message.kind === "notification") this.#notified(message.text, message.progressOf);
    else this.#answered(message.text, message.id, message.isError);
  }

  /**
   * A request of the command's: on the session's stream; while that is not open, it can reach the
   * client only beside a call, which perhaps waits for it.
   */
  #asks(text: string, id: RpcId): void {
    const { calls, standing, write } = this.#parts;
    if (this.#asked.size >= MAX_ASKED) {
      write(errorAnswer(id, "Too many requests are unanswered."));
      return;
    }
    this.#asked.add(keyOf(id));
    const beside = standing.outlet === null ? calls.newestHeard() : undefined;
    if (beside === undefined) standing.announce(text, id);
    else beside.send(text);
  }

  #notified(text: string, progressOf: RpcId | null): void {
    const { calls, standing } = this.#parts;
    const call = progressOf === null ? undefined : calls.progressing(progressOf);
    if (call === undefined) standing.announce(text, null);
    else call.send(text);
  }

  #answered(text: string, id: RpcId, isError: boolean): void {
    const call = this.#parts.calls.take(id);
    if (call === undefined) {
      if (this.#strange++ === 0)
        log.warn("answers to nothing that was asked are not passed on", this.#parts.label());
      return;
    }
    this.#parts.answered(isError);
    call.answer(text, isError ? {} : undefined);
  }
}
