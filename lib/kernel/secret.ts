import { inspect } from "node:util";

const REDACTED = "[redacted]";

/**
 * A value that must not be printed. Every way of turning it into text (string, JSON, inspect)
 * gives `[redacted]`; only `reveal` gives the value, so that each use can be found by its name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value is used, not where it is passed on. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
