import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { endTree, signalGroup, type Tree } from "./end-tree";
import type { ProcessLimits } from "./limits";
import { endOfLines, LineReader, LineTooLong } from "./line-reader";
import { ReadBudget, type SharedBudget } from "./read-budget";
import type { Said } from "./said";

/** Lines that are read before others have their turn. */
const LINES_AT_ONCE = 64;
/** What a line costs beside its bytes, and a piece at least, in bytes: reading tiny ones is the work. */
const LINE_COST = 4_096;

/** How a program ended. */
export type ChildEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why this side ended it, in words; null where it ended by itself. */
  readonly because: string | null;
  /** The last of what it said beside the protocol, oldest first. */
  readonly said: readonly string[];
};

/** What is told of a program. `ended` comes once, last. */
export type ChildListener = {
  readonly line: (line: Buffer) => void;
  readonly ended: (end: ChildEnd) => void;
};

/** A started program: lines out, lines in, and an end that leaves nothing behind. */
export class StdioChild {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #tree: Tree;
  readonly #limits: ProcessLimits;
  readonly #said: Said;
  readonly #reader: LineReader;
  readonly #budget: ReadBudget;
  readonly #listener: ChildListener;
  /** What was read and is not worked on yet. */
  #pending: Buffer | null = null;
  #because: string | null = null;
  #stopping = false;
  #timers: NodeJS.Timeout[] = [];
  readonly #closed: Promise<void>;
  /** Resolves when nothing of it is left; false if something may be. */
  readonly gone: Promise<boolean>;

  constructor(parts: {
    readonly process: ChildProcessWithoutNullStreams;
    readonly tree: Tree;
    readonly limits: ProcessLimits;
    readonly said: Said;
    readonly listener: ChildListener;
    readonly shared: SharedBudget;
  }) {
    const { process, tree, limits, said, listener, shared } = parts;
    this.#listener = listener;
    this.#process = process;
    this.#tree = tree;
    this.#limits = limits;
    this.#said = said;
    this.#reader = new LineReader(limits.messageBytes);
    const outputs = [process.stdout, process.stderr];
    this.#budget = new ReadBudget(limits.outputBytesPerSecond, outputs, shared);
    process.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    process.stderr.on("data", (chunk: Buffer) => {
      this.#budget.spend(Math.max(chunk.length, LINE_COST));
      said.push(chunk);
    });
    // A program that has gone takes its pipes along; its end is told by its exit.
    for (const stream of [process.stdin, process.stdout, process.stderr])
      stream.on("error", () => {});
    process.on("error", () => {});
    this.#closed = new Promise((resolve) => process.once("close", () => resolve()));
    this.gone = this.#watchEnd(listener);
  }

  get pid(): number {
    return this.#tree.pid;
  }

  /** The last of what it said beside the protocol. */
  get said(): readonly string[] {
    return this.#said.lines;
  }

  /** Notes a line of its output that is no message. */
  note(line: string): void {
    this.#said.line(line);
  }

  /** Writes one line. False if it cannot take it: it is ending, or does not read what came before. */
  write(line: string): boolean {
    const { stdin } = this.#process;
    if (this.#stopping || !stdin.writable) return false;
    if (stdin.writableLength + line.length > this.#limits.inputBytes) return false;
    stdin.write(`${line}\n`);
    return true;
  }

  /** Has its output wait in its own pipe, until `resume`. */
  pause(): void {
    this.#budget.pause();
  }

  resume(): void {
    this.#budget.resume();
  }

  /**
   * Ends it: its input is closed, then SIGTERM, then SIGKILL to all of it. Resolves when it is gone.
   * `because` is told with its end.
   */
  async stop(because: string, now = false): Promise<boolean> {
    if (!this.#stopping) {
      this.#stopping = true;
      this.#because = because;
      this.#process.stdin.end();
      this.#pending = null;
      this.#budget.discard();
      const { endMs, terminateMs } = this.#limits;
      const kill = () => signalGroup(this.pid, "SIGKILL");
      if (now) kill();
      else {
        this.#later(endMs, () => signalGroup(this.pid, "SIGTERM"));
        this.#later(endMs + terminateMs, kill);
      }
    }
    return await this.gone;
  }

  #later(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds));
  }

  #read(chunk: Buffer): void {
    if (this.#stopping) return;
    this.#budget.spend(Math.max(chunk.length, LINE_COST));
    this.#pending = this.#pending === null ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#work();
  }

  /** Some lines of what was read; the rest when others have had their turn and there is room for it. */
  #work(): void {
    const pending = this.#pending;
    if (pending === null || this.#stopping) return;
    const end = endOfLines(pending, LINES_AT_ONCE);
    this.#pending = end < pending.length ? pending.subarray(end) : null;
    if (this.#pending !== null) this.#budget.workOn(() => this.#work());
    try {
      const lines = this.#reader.push(pending.subarray(0, end));
      this.#budget.spend((this.#pending === null ? lines.length : LINES_AT_ONCE) * LINE_COST);
      for (const line of lines) {
        if (this.#stopping) return;
        this.#listener.line(line);
      }
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error;
      void this.stop(`it sent a message larger than ${this.#limits.messageBytes} bytes`, true);
      return;
    }
    if (this.#pending === null) this.#budget.done();
  }

  async #watchEnd(listener: ChildListener): Promise<boolean> {
    const child = this.#process;
    const end = await new Promise<Pick<ChildEnd, "code" | "signal">>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    for (const timer of this.#timers) clearTimeout(timer);
    // What it started must not outlive it, and holds its pipes open if it does.
    const [nothingLeft] = await Promise.all([endTree(this.#tree), this.#drained()]);
    this.#stopping = true;
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    this.#budget.close();
    this.#said.close();
    listener.ended({ ...end, because: this.#because, said: this.said });
    return nothingLeft;
  }

  /** What it wrote before it ended is read to its end, or for as long as it has to end. */
  async #drained(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#limits.endMs);
    });
    await Promise.race([this.#closed, late]);
    clearTimeout(timer);
  }
}
