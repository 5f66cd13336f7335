import { fault } from "./fault";

export type Operator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le" | "pr";
export type Literal = string | number | boolean | null;

/** A filter as it is understood (RFC 7644, section 3.4.2.2, figure 1). */
export type Filter =
  | { readonly kind: "compare"; readonly path: string; readonly op: Operator; readonly to: Literal }
  | { readonly kind: "within"; readonly path: string; readonly filter: Filter }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] };

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 20;
const OPERATORS: readonly string[] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
/** A path: a schema's name and a colon where there is one, a name, and a part of it. */
const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w$.:-])|([A-Za-z$][\w$.:-]*))/y;

type Token = { readonly kind: "text" | "sign" | "number" | "word"; readonly text: string };

/**
 * Reads a filter. `and` binds more than `or`, operators and names are taken in any case. The time
 * is bounded by the text's length.
 *
 * @throws Problem with SCIM's `invalidFilter`.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokensOf(text));
  const filter = parser.either(0);
  parser.end();
  return filter;
}

function tokensOf(text: string): Token[] {
  if (text.length > MAX_LENGTH) throw invalid(`it is longer than ${MAX_LENGTH} characters`);
  const tokens: Token[] = [];
  const whole = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < whole.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(whole);
    if (match === null) throw invalid(`nothing is understood from character ${from} on`);
    const [, string, sign, number, word] = match;
    if (string !== undefined) tokens.push({ kind: "text", text: string });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}

function invalid(why: string) {
  return fault("invalidFilter", `The filter cannot be read: ${why}.`);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw invalid(`${rest.text} is one too many`);
  }

  either(depth: number): Filter {
    return this.#series("or", () => this.#series("and", () => this.#one(depth)));
  }

  #series(word: "and" | "or", next: () => Filter): Filter {
    const first = next();
    const filters = [first];
    while (this.#takeWord(word)) filters.push(next());
    return filters.length === 1 ? first : { kind: word, filters };
  }

  #one(depth: number): Filter {
    if (depth > MAX_DEPTH) throw invalid("it is nested too deep");
    if (this.#takeSign("(")) return this.#closed(")", depth);
    const token = this.#next("a name");
    if (token.kind !== "word") throw invalid(`${token.text} is no attribute`);
    if (token.text.toLowerCase() === "not" && this.#takeSign("("))
      return { kind: "not", filter: this.#closed(")", depth) };
    if (this.#takeSign("["))
      return { kind: "within", path: token.text, filter: this.#closed("]", depth) };
    return this.#comparison(token.text);
  }

  #closed(sign: string, depth: number): Filter {
    const filter = this.either(depth + 1);
    if (!this.#takeSign(sign)) throw invalid(`a ${sign} is missing`);
    return filter;
  }

  #comparison(path: string): Filter {
    const op = this.#next("an operator").text.toLowerCase();
    if (op === "pr") return { kind: "compare", path, op, to: null };
    if (!OPERATORS.includes(op)) throw invalid(`${op} is no operator`);
    return { kind: "compare", path, op: op as Operator, to: literalOf(this.#next("a value")) };
  }

  #next(what: string): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalid(`${what} was expected at its end`);
    this.#at++;
    return token;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }
}

function literalOf(token: Token): Literal {
  const word = token.text.toLowerCase();
  if (token.kind === "word" && (word === "true" || word === "false")) return word === "true";
  if (token.kind === "word" && word === "null") return null;
  if (token.kind === "number") return Number(token.text);
  if (token.kind !== "text") throw invalid(`${token.text} is no value`);
  try {
    return JSON.parse(token.text) as string;
  } catch {
    throw invalid(`${token.text} is no text`);
  }
}
