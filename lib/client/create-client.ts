import type { Operations } from "./generated/operations";

export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = Operations[Name]["input"];
export type GivesOf<Name extends OperationName> = Operations[Name]["gives"];

export type ClientSettings = {
  /** The console's origin, without a path; left out in a page of the console itself. */
  readonly origin?: string;
  /** An API key. A page needs none: the browser sends its session. */
  readonly apiKey?: string;
  readonly fetch?: typeof globalThis.fetch;
};
export type AskOptions = {
  readonly signal?: AbortSignal;
  /** The body as text, in place of `body`, where numbers must arrive as they were typed. */
  readonly json?: string;
  /** Makes a POST that is sent twice one change (see docs/api.md). */
  readonly idempotencyKey?: string;
};

/** The API answered with a problem, or with something that is no answer of the API. */
export class ApiRefused extends Error {
  override readonly name = "ApiRefused";
  constructor(
    readonly status: number,
    /** The problem document (RFC 9457); null where the answer was none. */
    readonly problem: Readonly<Record<string, unknown>> | null,
  ) {
    const detail = problem?.detail ?? problem?.title;
    super(typeof detail === "string" ? detail : `the API answered with status ${status}`);
  }
}

/** Asks for one operation by its method and path; what it takes and gives follows from the name. */
export type Ask = <Name extends OperationName>(
  name: Name,
  ...rest: Record<never, never> extends InputOf<Name>
    ? [input?: InputOf<Name>, options?: AskOptions]
    : [input: InputOf<Name>, options?: AskOptions]
) => Promise<GivesOf<Name>>;

type AnyInput = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/**
 * A client of the control API. Its types are made from the API's own description, so that a call that
 * the API does not have does not compile. Throws `ApiRefused` with the problem document; where no
 * answer came, what `fetch` throws.
 *
 * @example
 * const ask = createClient({ origin: "https://console.example", apiKey });
 * const { data } = await ask("GET /api/v1/servers/{id}/rules/versions", { params: { id } });
 */
export function createClient(settings: ClientSettings = {}): Ask {
  const { origin = "", apiKey, fetch = globalThis.fetch } = settings;
  return async (name, ...rest) => {
    const [input = {}, options = {}] = rest as [AnyInput?, AskOptions?];
    const [method = "GET", path = ""] = name.split(" ");
    const body =
      options.json ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
    const headers = new Headers({ accept: "application/json" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (apiKey !== undefined) headers.set("authorization", `Bearer ${apiKey}`);
    if (options.idempotencyKey) headers.set("idempotency-key", options.idempotencyKey);
    const address = `${origin}${filled(path, input.params)}${queryOf(input.query)}`;
    const response = await fetch(address, { method, headers, body, signal: options.signal });
    const document: unknown = await response.json().catch(() => null);
    if (response.ok && document !== null) return document as GivesOf<typeof name>;
    throw new ApiRefused(response.status, isObject(document) ? document : null);
  };
}

/** A path with its parameters in their places. One that is missing would ask for something else. */
function filled(path: string, params: AnyInput["params"] = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === "") throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
}

function queryOf(query: AnyInput["query"] = {}): string {
  const named = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return named.length === 0 ? "" : `?${new URLSearchParams(named)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
