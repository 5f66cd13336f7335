import { StringDecoder } from "node:string_decoder";
import { log, redact, type Secret } from "@/lib/kernel";

const LINES = 12;
const LINE_CHARACTERS = 300;
/** A line is read this far, so that a secret within it is found whole before it is cut. */
const READ_CHARACTERS = 64 * 1024;
const LOGGED_LINES = 20;
const WINDOW_MS = 10_000;
/** What is read of it in a window. Of more only the end is kept, unread. */
const READ_BYTES = 256 * 1024;
const TAIL_BYTES = 16 * 1024;
/** Shorter values stand in ordinary words; cutting them out would tell where they are. */
const SECRET_CHARACTERS = 4;
const LINE_END = /\r\n|[\r\n]/;

/**
 * What a program says beside the protocol: its standard error, and what on its output is no message.
 * Its last lines are kept and a share of them is logged, with its own secrets and whatever looks
 * like a credential cut out. A flood costs neither log nor time: it is counted and not read.
 */
export class Said {
  readonly #secrets: readonly string[];
  readonly #longest: number;
  readonly #label: Readonly<Record<string, string>>;
  #decoder = new StringDecoder("utf8");
  #rest = "";
  #lines: string[] = [];
  /** The end of what was not read; null while all is. */
  #tail: Buffer | null = null;
  /** Whether what comes next is the rest of a line that was not read. */
  #amidst = false;
  #since = performance.now();
  #logged = 0;
  #read = 0;
  #linesLeftOut = 0;
  #bytesLeftOut = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(secrets: Readonly<Record<string, Secret>>, label: Readonly<Record<string, string>>) {
    this.#label = label;
    this.#secrets = Object.values(secrets)
      .flatMap((secret) => [secret.reveal(), ...secret.reveal().split(/[\r\n]+/)])
      .filter((value) => value.length >= SECRET_CHARACTERS);
    this.#longest = Math.max(0, ...this.#secrets.map(({ length }) => length));
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    if (this.#tail !== null) return this.#linesOfTail();
    const rest = this.#clean(this.#rest);
    return (rest === "" ? this.#lines : [...this.#lines, rest]).slice(-LINES);
  }

  /** Bytes of standard error, in whatever pieces they arrive. */
  push(chunk: Buffer): void {
    if (!this.#mayRead(chunk.length)) {
      this.#leaveOut(chunk);
      return;
    }
    const parts = (this.#rest + this.#decoder.write(chunk)).split(LINE_END);
    if (this.#amidst) {
      this.#amidst = parts.length === 1;
      parts[0] = "";
    }
    this.#rest = (parts.pop() ?? "").slice(0, READ_CHARACTERS);
    // Of many only the last can be shown, so only the last are looked at.
    const unseen = Math.max(0, parts.length - LOGGED_LINES);
    if (unseen > 0) this.#count(unseen, 0);
    for (const line of parts.slice(unseen)) this.#hear(line);
  }

  /** One whole line. */
  line(line: string): void {
    if (this.#mayRead(line.length + 1)) this.#hear(line);
    else this.#leaveOut(Buffer.from(`${line}\n`));
  }

  /** The program has ended: what was left out so far is told. */
  close(): void {
    this.#tell();
  }

  #mayRead(bytes: number): boolean {
    if (performance.now() - this.#since > WINDOW_MS) this.#begin();
    this.#read += bytes;
    return this.#read <= READ_BYTES;
  }

  /** A new window: what comes is read again, from its next line on. */
  #begin(): void {
    this.#tell();
    this.#since = performance.now();
    this.#logged = 0;
    this.#read = 0;
    if (this.#tail === null) return;
    this.#lines = [...this.#linesOfTail()];
    this.#amidst = this.#tail.at(-1) !== 0x0a;
    this.#tail = null;
    this.#decoder = new StringDecoder("utf8");
    this.#rest = "";
  }

  #leaveOut(bytes: Buffer): void {
    this.#count(0, bytes.length);
    const before = this.#tail ?? Buffer.from(this.#rest.slice(-TAIL_BYTES));
    this.#tail =
      bytes.length >= TAIL_BYTES
        ? Buffer.from(bytes.subarray(-TAIL_BYTES))
        : Buffer.concat([before.subarray(-(TAIL_BYTES - bytes.length)), bytes]);
  }

  #linesOfTail(): readonly string[] {
    // Of the first line the beginning is gone, and half a secret is not known for one.
    const [, ...whole] = (this.#tail ?? Buffer.alloc(0)).toString("utf8").split(LINE_END);
    return whole
      .slice(-LINES - 1)
      .map((line) => this.#clean(line))
      .filter((line) => line !== "")
      .slice(-LINES);
  }

  #hear(line: string): void {
    const text = this.#clean(line);
    if (text === "") return;
    this.#lines.push(text);
    if (this.#lines.length > LINES) this.#lines.shift();
    if (this.#logged++ < LOGGED_LINES)
      log.info("a started server said", { ...this.#label, line: text });
    else this.#count(1, 0);
  }

  #count(lines: number, bytes: number): void {
    this.#linesLeftOut += lines;
    this.#bytesLeftOut += bytes;
    this.#timer ??= setTimeout(() => this.#tell(), WINDOW_MS).unref();
  }

  #tell(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    log.info("a started server said more than is logged", {
      ...this.#label,
      lines_left_out: this.#linesLeftOut,
      bytes_left_out: this.#bytesLeftOut,
    });
    this.#linesLeftOut = 0;
    this.#bytesLeftOut = 0;
  }

  #clean(line: string): string {
    const cut = line.length >= READ_CHARACTERS;
    let text = line.slice(0, READ_CHARACTERS);
    for (const secret of this.#secrets) text = text.replaceAll(secret, "[redacted]");
    // What was cut may have cut a secret, whose beginning is not known for one.
    if (cut) text = text.slice(0, Math.max(0, text.length - this.#longest));
    const told = String(redact(text)).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
    return told.trim().slice(0, LINE_CHARACTERS);
  }
}
