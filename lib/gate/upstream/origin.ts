import type { LookupFunction, Socket } from "node:net";
import { buildConnector, type Dispatcher } from "undici";
import { Connection, type ConnectionLimits, type WireRequest } from "./connection";

export type OriginOptions = {
  readonly lookup: LookupFunction;
  readonly limits: ConnectionLimits & { readonly upstreamConnectMs: number };
};

/** Requests wait for a connection of their own as long as it takes; there are as many as are needed. */
type Waiting = { readonly request: WireRequest; readonly handler: Dispatcher.DispatchHandler };

/**
 * The connections to one origin. A request takes the one that was idle for the shortest time, or a
 * new one; none waits behind another.
 */
export class Origin {
  readonly #connect: (then: (error: Error | null, socket: Socket | null) => void) => void;
  readonly #limits: ConnectionLimits;
  readonly #all = new Set<Connection>();
  #idle: Connection[] = [];
  #closed = false;

  constructor(url: URL, { lookup, limits }: OriginOptions) {
    this.#limits = limits;
    const connector = buildConnector({
      // The connector's type names Node's whole overload set; it calls this one form.
      lookup: lookup as never,
      timeout: limits.upstreamConnectMs,
      keepAlive: true,
      allowH2: false,
    });
    const { protocol, host, port } = url;
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    this.#connect = (then) =>
      connector({ protocol, host, hostname, port }, (error, socket) => then(error, socket ?? null));
  }

  /** Sends a request. What becomes of it, its handler is told. */
  dispatch(request: WireRequest, handler: Dispatcher.DispatchHandler): void {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.usable) continue;
      idle.send(request, handler);
      return;
    }
    this.#open({ request, handler });
  }

  /** Breaks what runs and closes what is open. */
  destroy(): void {
    this.#closed = true;
    this.#idle = [];
    for (const connection of [...this.#all]) connection.destroy();
  }

  #open({ request, handler }: Waiting): void {
    this.#connect((error, socket) => {
      if (socket === null || this.#closed) {
        socket?.destroy();
        // The controller is part of the form and says nothing here: the request never began.
        handler.onResponseError?.(NO_CONTROLLER, error ?? new Error("the gate is stopping"));
        return;
      }
      const connection = new Connection(
        socket,
        this.#limits,
        (idle) => this.#idle.push(idle),
        (closed) => {
          this.#all.delete(closed);
          this.#idle = this.#idle.filter((one) => one !== closed);
        },
      );
      this.#all.add(connection);
      connection.send(request, handler);
    });
  }
}

const NO_CONTROLLER: Dispatcher.DispatchController = {
  aborted: true,
  paused: false,
  reason: null,
  pause: () => {},
  resume: () => {},
  abort: () => {},
};
