import { log, redact, type Secret } from "@/lib/kernel";

const LINES = 12;
const LINE_CHARACTERS = 300;
/** A line is read this far, so that a secret within it is found whole before it is cut. */
const READ_CHARACTERS = 64 * 1024;
const LOGGED_LINES = 20;
const LOGGED_EVERY_MS = 10_000;
/** Shorter values stand in ordinary words; cutting them out would tell where they are. */
const SECRET_CHARACTERS = 4;

/**
 * What a program says beside the protocol: its standard error, and what on its output is no message.
 * Its last lines are kept and a share of them is logged, with its own secrets and whatever looks
 * like a credential cut out.
 */
export class Said {
  readonly #secrets: readonly string[];
  readonly #label: Readonly<Record<string, string>>;
  #rest = "";
  #lines: string[] = [];
  #logged = 0;
  #silent = 0;
  #since = performance.now();

  constructor(secrets: Readonly<Record<string, Secret>>, label: Readonly<Record<string, string>>) {
    this.#label = label;
    this.#secrets = Object.values(secrets)
      .flatMap((secret) => [secret.reveal(), ...secret.reveal().split(/[\r\n]+/)])
      .filter((value) => value.length >= SECRET_CHARACTERS);
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    const rest = this.#clean(this.#rest);
    return (rest === "" ? this.#lines : [...this.#lines, rest]).slice(-LINES);
  }

  /** Bytes of standard error, in whatever pieces they arrive. */
  push(chunk: Buffer): void {
    const parts = (this.#rest + chunk.toString("utf8")).split(/\r\n|[\r\n]/);
    this.#rest = (parts.pop() ?? "").slice(0, READ_CHARACTERS);
    // Of a flood only the end can be shown, so only the end is looked at.
    if (parts.length > LOGGED_LINES) this.#silent += parts.length - LOGGED_LINES;
    for (const line of parts.slice(-LOGGED_LINES)) this.line(line);
  }

  /** One whole line. */
  line(line: string): void {
    const text = this.#clean(line);
    if (text === "") return;
    this.#lines.push(text);
    if (this.#lines.length > LINES) this.#lines.shift();
    this.#log(text);
  }

  #log(line: string): void {
    const at = performance.now();
    if (at - this.#since > LOGGED_EVERY_MS) {
      this.#since = at;
      this.#logged = 0;
    }
    if (this.#logged++ >= LOGGED_LINES) {
      this.#silent++;
      return;
    }
    const left = this.#silent;
    this.#silent = 0;
    log.info("a started server said", {
      ...this.#label,
      line,
      ...(left === 0 ? {} : { lines_left_out: left }),
    });
  }

  #clean(line: string): string {
    let text = line.slice(0, READ_CHARACTERS);
    for (const secret of this.#secrets) text = text.replaceAll(secret, "[redacted]");
    const told = String(redact(text)).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
    return told.trim().slice(0, LINE_CHARACTERS);
  }
}
