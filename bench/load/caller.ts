import { Connection } from "./connection";
import type { WholeResponse } from "./read-response";

/** Where calls go, and as whom. */
export type Target = {
  readonly port: number;
  readonly path: string;
  /** Bearer tokens, one a caller in turn; none for servers that want none. */
  readonly tokens: readonly string[];
};

/** Ids of this many digits, so that every request has the same length. */
const FIRST_ID = 1_000_000_000;
const SESSION = /\r\nmcp-session-id: *([^\r]+)/i;

/**
 * One agent: a protocol session that it keeps, and one call after another. Every answer is looked
 * at: a call that failed is no call, and ends the measurement.
 */
export class Caller {
  readonly #target: Target;
  readonly #token: string | undefined;
  #connection: Connection | null = null;
  #session: string | null = null;
  #head = "";
  #nextId = FIRST_ID;

  constructor(target: Target, index: number) {
    this.#target = target;
    this.#token = target.tokens[index % Math.max(1, target.tokens.length)];
  }

  /** Connects, and begins a session where there is none yet. */
  async connect(): Promise<void> {
    this.#connection ??= await Connection.open(this.#target.port);
    if (this.#session === null) await this.begin();
  }

  disconnect(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  /** Begins a protocol session, as a client does. */
  async begin(): Promise<void> {
    this.#session = null;
    const { status, head, body } = await this.#post(
      `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}`,
    );
    if (status !== 200) throw new Error(`initialize was answered ${status}: ${body}`);
    this.#session = SESSION.exec(head)?.[1] ?? "";
    const noted = await this.#post(`{"jsonrpc":"2.0","method":"notifications/initialized"}`);
    if (noted.status !== 202) throw new Error(`initialized was answered ${noted.status}`);
    this.#head = this.#headFor("POST", bodyOf(FIRST_ID).length);
  }

  /** Ends the session, as a client does that says goodbye. */
  async end(): Promise<void> {
    const { status } = await this.#send(`${this.#headFor("DELETE", 0)}`);
    if (status !== 204 && status !== 200) throw new Error(`the goodbye was answered ${status}`);
    this.#session = null;
  }

  /** Makes one call; `done` gets nothing, or why the call failed. */
  call(done: (fault: Error | null) => void): void {
    const id = this.#nextId++;
    this.#connection?.send(
      this.#head + bodyOf(id),
      ({ status, body }) => {
        const good =
          status === 200 &&
          body.includes(`"id":${id}`) &&
          body.includes('"result"') &&
          !body.includes('"isError":true');
        done(good ? null : new Error(`a call was answered ${status}: ${body.slice(0, 500)}`));
      },
      done,
    );
  }

  #post(body: string): Promise<WholeResponse> {
    return this.#send(this.#headFor("POST", body.length) + body);
  }

  #send(request: string): Promise<WholeResponse> {
    return new Promise((resolve, reject) => {
      if (this.#connection === null) reject(new Error("not connected"));
      else this.#connection.send(request, resolve, reject);
    });
  }

  #headFor(method: string, length: number): string {
    const { port, path } = this.#target;
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Content-Type: application/json",
      "Accept: application/json, text/event-stream",
      "MCP-Protocol-Version: 2025-11-25",
      "User-Agent: bench",
    ];
    if (length > 0) lines.push(`Content-Length: ${length}`);
    if (this.#token !== undefined) lines.push(`Authorization: Bearer ${this.#token}`);
    if (this.#session) lines.push(`Mcp-Session-Id: ${this.#session}`);
    return `${lines.join("\r\n")}\r\n\r\n`;
  }
}

function bodyOf(id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"message":"a short message to be said again","amount":17}}}`;
}
