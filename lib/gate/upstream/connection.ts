import type { Socket } from "node:net";
import { type Dispatcher, errors } from "undici";
import type { UpstreamHead } from "./attempt";
import { ResponseReader } from "./response-reader";

/** What a connection is held to. Bytes and milliseconds. */
export type ConnectionLimits = {
  readonly headerBytes: number;
  readonly upstreamHeadersMs: number;
};

/** One request in the form it goes out in. */
export type WireRequest = { readonly head: string; readonly body: string; readonly ascii: boolean };

/** As long as a server is taken to keep an idle connection that does not say so itself. */
const IDLE_MS = 4_000;
const MAX_IDLE_MS = 600_000;
/** Given up so much before the server would, so that no request meets its closing. */
const MARGIN_MS = 1_000;

/**
 * One kept-alive connection to an upstream with one request on it at a time. A request that was begun
 * is never sent again: its connection breaks with it.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #limits: ConnectionLimits;
  readonly #onIdle: (connection: Connection) => void;
  readonly #headTimer: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout;
  #idleMs = IDLE_MS;
  #turn: Turn | null = null;

  constructor(
    socket: Socket,
    limits: ConnectionLimits,
    onIdle: (connection: Connection) => void,
    onClose: (connection: Connection) => void,
  ) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onIdle = onIdle;
    // Two clocks a connection, wound again for every request: none is made for a call.
    this.#headTimer = setTimeout(() => this.#headIsLate(), limits.upstreamHeadersMs).unref();
    this.#idleTimer = this.#idleClock();
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.#closed());
    socket.on("error", (error) => this.#break(error));
    socket.on("close", () => {
      clearTimeout(this.#headTimer);
      clearTimeout(this.#idleTimer);
      onClose(this);
      this.#break(new Error("the connection was closed"));
    });
  }

  /** Whether a request may be sent on it. */
  get usable(): boolean {
    return this.#turn === null && this.#socket.writable && !this.#socket.destroyed;
  }

  /** Sends a request, and hands its response to `handler`. */
  send(request: WireRequest, handler: Dispatcher.DispatchHandler): void {
    const turn = new Turn(this, handler, this.#limits.headerBytes);
    this.#turn = turn;
    handler.onRequestStart?.(turn, null);
    // Its caller had left before there was a connection: nothing was written.
    if (turn.aborted) return;
    this.#headTimer.refresh();
    const { head, body, ascii } = request;
    if (ascii) this.#socket.write(head + body, "latin1");
    else {
      this.#socket.cork();
      this.#socket.write(head, "latin1");
      this.#socket.write(body, "utf8");
      this.#socket.uncork();
    }
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The turn is over; with `reusable` the next may begin. */
  release(turn: Turn, reusable: boolean): void {
    if (this.#turn !== turn) return;
    this.#turn = null;
    // A server that answered before it had the whole request may take the rest for another one.
    if (!reusable || !this.usable || this.#socket.writableLength > 0) {
      this.destroy();
      return;
    }
    if (turn.paused) this.#socket.resume();
    this.#idleTimer.refresh();
    this.#onIdle(this);
  }

  /** Heeds what a server says of how long it keeps idle connections. */
  heed(keepAlive: string | string[] | undefined): void {
    const said = /\btimeout=(\d{1,9})\b/i.exec(String(keepAlive ?? ""))?.[1];
    const wanted = said === undefined ? IDLE_MS : Number(said) * 1000 - MARGIN_MS;
    const idleMs = Math.max(1, Math.min(wanted, MAX_IDLE_MS));
    if (idleMs === this.#idleMs) return;
    this.#idleMs = idleMs;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = this.#idleClock();
  }

  #idleClock(): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#turn === null) this.destroy();
    }, this.#idleMs).unref();
  }

  #headIsLate(): void {
    if (this.#turn !== null && !this.#turn.answered)
      this.#break(new errors.HeadersTimeoutError("the response did not begin in time"));
  }

  #take(chunk: Buffer): void {
    // What nobody asked for would be taken for the answer to the next request.
    if (this.#turn === null) {
      this.destroy();
      return;
    }
    try {
      this.#turn.reader.push(chunk);
    } catch (error) {
      this.#break(error);
    }
  }

  #closed(): void {
    try {
      this.#turn?.reader.close();
      this.destroy();
    } catch (error) {
      this.#break(error);
    }
  }

  #break(error: unknown): void {
    const turn = this.#turn;
    this.#turn = null;
    this.destroy();
    turn?.fail(error instanceof Error ? error : new Error(String(error)));
  }
}

/** One request on a connection: what its handler holds on to. Once it is over it touches nothing. */
class Turn implements Dispatcher.DispatchController {
  readonly reader: ResponseReader;
  readonly #handler: Dispatcher.DispatchHandler;
  #connection: Connection | null;
  #reason: Error | null = null;
  #paused = false;
  answered = false;

  constructor(connection: Connection, handler: Dispatcher.DispatchHandler, headerBytes: number) {
    this.#connection = connection;
    this.#handler = handler;
    const sink = {
      head: (status: number, headers: UpstreamHead["headers"]) => this.#head(status, headers),
      data: (chunk: Buffer) => {
        if (this.#connection !== null) this.#handler.onResponseData?.(this, chunk);
      },
      end: (reusable: boolean) => this.#end(reusable),
    };
    this.reader = new ResponseReader(sink, headerBytes);
  }

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): Error | null {
    return this.#reason;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
    this.#connection?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#connection?.resume();
  }

  abort(reason: Error): void {
    if (this.#connection === null) return;
    const connection = this.#connection;
    this.fail(reason);
    connection.release(this, false);
  }

  fail(error: Error): void {
    if (this.#connection === null) return;
    this.#connection = null;
    this.#reason = error;
    this.#handler.onResponseError?.(this, error);
  }

  #head(status: number, headers: UpstreamHead["headers"]): void {
    if (this.#connection === null) return;
    this.answered = true;
    this.#connection.heed(headers["keep-alive"]);
    this.#handler.onResponseStart?.(this, status, headers as Record<string, string | string[]>);
  }

  #end(reusable: boolean): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#connection = null;
    connection.release(this, reusable);
    this.#handler.onResponseEnd?.(this, {});
  }
}
