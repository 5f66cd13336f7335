import type { RpcId } from "../mcp/message";

/** The stream of a session that belongs to no call. */
export const STANDING = "s";

export type ReplayEvent = {
  readonly number: number;
  readonly stream: string;
  readonly text: string;
  /** The request of the server's that it carries, if it does. */
  readonly asks: RpcId | null;
};

/**
 * The last events of a session, for a client that comes back with the id of the last one it has. An
 * id names the stream and the event, and means nothing in another session.
 */
export class Replay {
  readonly #maxBytes: number;
  readonly #maxEvents: number;
  #events: ReplayEvent[] = [];
  #bytes = 0;
  #number = 0;

  constructor(limits: { readonly replayBytes: number; readonly replayEvents: number }) {
    this.#maxBytes = limits.replayBytes;
    this.#maxEvents = limits.replayEvents;
  }

  /** Adds an event; what no longer fits is handed to `dropped`, oldest first. */
  add(
    stream: string,
    text: string,
    asks: RpcId | null,
    dropped: (event: ReplayEvent) => void,
  ): ReplayEvent {
    const event = { number: ++this.#number, stream, text, asks };
    this.#events.push(event);
    this.#bytes += text.length;
    while (
      this.#events.length > 1 &&
      (this.#events.length > this.#maxEvents || this.#bytes > this.#maxBytes)
    ) {
      const oldest = this.#events.shift();
      if (oldest === undefined) break;
      this.#bytes -= oldest.text.length;
      dropped(oldest);
    }
    return event;
  }

  /** What is kept of a stream after an event. */
  after(stream: string, number: number): readonly ReplayEvent[] {
    return this.#events.filter((event) => event.stream === stream && event.number > number);
  }
}

/** An event as it is sent. Its text has no end of a line in it. */
export function frameOf({ stream, number, text }: ReplayEvent): string {
  return `id: ${stream}-${number}\nevent: message\ndata: ${text}\n\n`;
}

/** An event without data: all it says is from where to resume. */
export function primingFrame(stream: string): string {
  return `id: ${stream}-0\ndata: \n\n`;
}

/** What a Last-Event-ID names, or null if it is none of ours. */
export function readEventId(
  id: string,
): { readonly stream: string; readonly number: number } | null {
  const [, stream, number] = /^(s|c\d{1,15})-(\d{1,15})$/.exec(id) ?? [];
  return stream === undefined ? null : { stream, number: Number(number) };
}
