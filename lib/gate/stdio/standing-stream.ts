import type { RpcId } from "../mcp/message";
import type { Outlet } from "./outlet";
import { frameOf, type Replay, type ReplayEvent, STANDING } from "./replay";

/**
 * A session's own stream: the messages of its command that belong to no call. What comes while it is
 * not open waits for it, as far as the session's events are kept.
 */
export class StandingStream {
  readonly #replay: Replay;
  /** Told of a request of the command's that its client will never see. */
  readonly #unseen: (id: RpcId) => void;
  #outlet: Outlet | null = null;
  #sent = 0;

  constructor(replay: Replay, unseen: (id: RpcId) => void) {
    this.#replay = replay;
    this.#unseen = unseen;
  }

  get outlet(): Outlet | null {
    return this.#outlet;
  }

  /** Opens it, from after an event, or with what has not been sent yet. */
  open(outlet: Outlet, after: number | null): void {
    // A client that opens it anew has lost the one before, whether that was noticed or not.
    this.#outlet?.finish();
    this.#outlet = outlet;
    outlet.onStop = () => {
      if (this.#outlet === outlet) this.#outlet = null;
    };
    for (const event of this.#replay.after(STANDING, after ?? this.#sent)) this.#send(event);
  }

  announce(text: string, asks: RpcId | null): void {
    const event = this.keep(STANDING, text, asks);
    if (this.#outlet !== null) this.#send(event);
  }

  /** Keeps an event of any stream of the session. */
  keep(stream: string, text: string, asks: RpcId | null): ReplayEvent {
    return this.#replay.add(stream, text, asks, (dropped) => {
      const unseen = dropped.stream === STANDING && dropped.number > this.#sent;
      if (unseen && dropped.asks !== null) this.#unseen(dropped.asks);
    });
  }

  close(): void {
    this.#outlet?.finish();
    this.#outlet = null;
  }

  #send(event: ReplayEvent): void {
    this.#sent = Math.max(this.#sent, event.number);
    this.#outlet?.write(frameOf(event));
  }
}
