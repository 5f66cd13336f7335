import { connect, type Socket } from "node:net";
import { readResponse, type WholeResponse } from "./read-response";

/**
 * One kept-alive connection with one request on it at a time: a bare socket, since a client that
 * costs as much as what it measures would be half of the figure.
 */
export class Connection {
  readonly #socket: Socket;
  #arrived: Buffer | null = null;
  #waiting: ((response: WholeResponse) => void) | null = null;
  #broken: ((error: Error) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.off("error", reject);
        resolve(new Connection(socket));
      });
      socket.once("error", reject);
    });
  }

  /** Sends one request, and hands its whole response to `answered`, or why there is none to `broken`. */
  send(
    request: string,
    answered: (response: WholeResponse) => void,
    broken: (error: Error) => void,
  ): void {
    this.#waiting = answered;
    this.#broken = broken;
    this.#socket.write(request, "latin1");
  }

  close(): void {
    this.#broken = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#arrived === null ? chunk : Buffer.concat([this.#arrived, chunk]);
    const response = readResponse(bytes);
    this.#arrived = response === null ? bytes : null;
    if (response === null) return;
    if (response.length !== bytes.length) {
      this.#fail(new Error("more came than was asked"));
      return;
    }
    const answered = this.#waiting;
    this.#waiting = null;
    this.#broken = null;
    answered?.(response);
  }

  #fail(error: Error): void {
    const broken = this.#broken;
    this.#broken = null;
    broken?.(error);
  }
}
