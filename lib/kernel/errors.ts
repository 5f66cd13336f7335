/** What a problem code means: its HTTP status, its title, and the text of its page. */
type ProblemKind = {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
  /** What became of what was asked for: what was done, what was not, what is lost. */
  readonly lost: string;
};

const NOTHING = "Nothing was changed, and nothing was lost.";

function kind(
  status: number,
  title: string,
  meaning: string,
  remedy: string,
  lost = NOTHING,
): ProblemKind {
  return { status, title, meaning, remedy, lost };
}

/** Every problem the house can answer with. `/problems/<code>` shows each of them. */
export const PROBLEMS = {
  invalid_request: kind(
    400,
    "Invalid request",
    "The request could not be understood as it was sent.",
    "Compare the request with the API description and send it again.",
  ),
  invalid_grant: kind(
    400,
    "Grant refused",
    "The refresh token or device code is not good any more, or never was.",
    "Sign in again. A refresh token is good once: keep the newest one only.",
    "No token was given. If a refresh token was used a second time, its session was ended.",
  ),
  invalid_target: kind(
    400,
    "Audience not known",
    "There is no such audience to give a token for.",
    "Ask for `portcullis:api` or `portcullis:gate`, or leave the audience out.",
    "Nothing was used up: the refresh token or device code is as good as before.",
  ),
  authorization_pending: kind(
    400,
    "Not approved yet",
    "Nobody has approved this sign-in yet.",
    "Ask again after the interval that was given.",
  ),
  slow_down: kind(
    400,
    "Asked too often",
    "The device code was asked about before its interval had passed.",
    "Wait five seconds longer between two questions than before.",
  ),
  access_denied: kind(
    400,
    "Sign-in refused by the person",
    "The person who was asked to approve this sign-in refused it.",
    "Begin again if that was a mistake.",
  ),
  expired_token: kind(
    400,
    "Code has expired",
    "The sign-in was not approved while its code was good.",
    "Begin the sign-in again.",
  ),
  malformed_json: kind(
    400,
    "Malformed JSON",
    "The body is not one strict JSON value: it may be cut off, too deep, or hold a key twice.",
    "Send one JSON value in UTF-8, each key once, nothing after it.",
  ),
  unauthenticated: kind(
    401,
    "Not signed in",
    "No valid credential came with the request, or the one that came has ended.",
    "Sign in again, or send a valid key or grant as a bearer token.",
    "The request changed nothing. A call that was running when its grant was revoked may have run: the decision log says how it ended.",
  ),
  sign_in_failed: kind(
    401,
    "Sign-in refused",
    "The identity provider's answer could not be accepted for this organisation.",
    "Begin the sign-in again from your organisation's address; if it fails again, tell your administrator the request id.",
  ),
  forbidden: kind(
    403,
    "Not permitted",
    "You are known, but your role or key does not hold the permission this needs.",
    "Ask an administrator of your organisation for the permission that is named.",
  ),
  step_up_required: kind(
    403,
    "Confirm it is you",
    "This needs a proof that it is you, younger than what this session holds.",
    "Give a code of your code generator, or use your passkey. Without either, sign in again; then repeat what you wanted to do.",
  ),
  identity_degraded: kind(
    403,
    "Confirm it is you: what vouches for you fails",
    "The identity provider or directory that vouches for you does not work as it should, so nobody can say whether you are still in. Until it does, nothing is approved by whoever came in before that began.",
    "Give a code of your code generator, use your passkey, or sign in again; then approve. A key cannot do that: a person approves in its place, or it waits.",
  ),
  factor_refused: kind(
    403,
    "Not confirmed",
    "The code or passkey was not accepted. A code counts once, and only while it is shown.",
    "Wait for the next code and give that one, or use another of your factors.",
    "Nothing was confirmed. Too many wrong codes lock that factor for a while, and no other.",
  ),
  factor_locked: kind(
    429,
    "Factor locked for a while",
    "Too many wrong codes were given for this factor from here.",
    "Wait as long as the Retry-After header says, or use a passkey, a recovery code, or a browser in which you have proven the factor before.",
  ),
  origin_refused: kind(
    403,
    "Origin refused",
    "The request came from a web page that is not allowed to make it.",
    "Use the console or a client outside a browser.",
  ),
  host_refused: kind(
    403,
    "Host refused",
    "The request named a host that this installation does not serve.",
    "Use the address that the installation was set up with.",
  ),
  not_found: kind(
    404,
    "Not found",
    "There is nothing at this address that you may see.",
    "Check the id and the organisation you are signed in to.",
  ),
  session_not_found: kind(
    404,
    "Session not found",
    "The protocol session has ended or never existed.",
    "Connect again: a client that initialises anew gets a new session.",
    "What ran in that session ended with it. What was recorded of it stays in the decision log and in the ledger.",
  ),
  method_not_allowed: kind(
    405,
    "Method not allowed",
    "This address does not answer that HTTP method.",
    "Use one of the methods in the Allow header.",
  ),
  not_acceptable: kind(
    406,
    "Not acceptable",
    "The client does not accept any form this address can answer in.",
    "Accept both application/json and text/event-stream.",
  ),
  conflict: kind(
    409,
    "Conflict",
    "Something changed in between, or a thing of that name exists.",
    "Read the current state and decide again.",
    "What was there before stands as it was. A call that its client took back may have run upstream: the decision log says how it ended.",
  ),
  line_changed: kind(
    409,
    "More is held than the review says",
    "What this line is about has changed since the review began, or since you looked: it may do more than what keeping it would have certified.",
    "Look at what it holds now, and keep that by naming its `version`; or take it away.",
  ),
  secret_already_shown: kind(
    409,
    "Secret already shown",
    "This request has created its secret before, and a secret is shown once only.",
    "Use the one that was shown, or revoke it by the given id and create another.",
    "What the first request made is there and works; only its secret is not shown again.",
  ),
  factor_needed: kind(
    409,
    "Factor needed",
    "Your organisation demands a second factor of you, and this is the last one you have.",
    "Add another factor first.",
  ),
  last_owner: kind(
    409,
    "Last owner",
    "This would leave the organisation without an owner, and nobody could make another.",
    "Make somebody else an owner first.",
  ),
  already_rotated: kind(
    409,
    "Key already rotated",
    "This key was rotated before: another key has taken its place.",
    "Rotate the newer key whose id is given, or revoke it if its token was lost.",
    "The key that took its place is there and works. Nothing was made a second time.",
  ),
  key_ended: kind(
    409,
    "Key has ended",
    "This key was revoked or has expired, and a key that has ended has no successor.",
    "Create another key.",
  ),
  idempotency_mismatch: kind(
    409,
    "Idempotency key reused",
    "The idempotency key was used before with another request.",
    "Use a new key for a new request.",
    "What the first request under this key did stands. This one changed nothing.",
  ),
  payload_too_large: kind(
    413,
    "Body too large",
    "The body is larger than this address accepts.",
    "Send less in one request.",
  ),
  unsupported_media_type: kind(
    415,
    "Unsupported media type",
    "The body is not of a type this address reads.",
    "Send application/json.",
  ),
  unprocessable: kind(
    422,
    "Invalid fields",
    "The request was understood, but some of its fields are not valid.",
    "Correct the fields that are named and send it again.",
  ),
  invalid_rules: kind(
    422,
    "Invalid rules",
    "The tool rules are not a valid version 1 document.",
    "Correct the places that are named; nothing was published.",
    "Nothing was published: the rules that were in force still are.",
  ),
  url_refused: kind(
    422,
    "Address refused",
    "The address is not one the gate may connect to.",
    "Use an https address that is reachable from the internet; private and link-local addresses are refused.",
  ),
  command_refused: kind(
    422,
    "Command refused",
    "The command is not one that this installation starts.",
    "The operator decides which commands run: in production they are listed in PORTCULLIS_STDIO_COMMANDS.",
  ),
  too_many_requests: kind(
    429,
    "Too many requests",
    "A limit on requests was reached.",
    "Wait as long as the Retry-After header says.",
  ),
  header_too_large: kind(
    431,
    "Headers too large",
    "The request's headers are larger than the server accepts.",
    "Send fewer or shorter headers.",
  ),
  internal: kind(
    500,
    "Internal error",
    "Something failed that should not have. What you asked for was not done.",
    "Try again; if it happens again, report the request id.",
    "A change and its ledger entry are written together or not at all, so nothing is half done. The ledger shows under the request id whether it was.",
  ),
  upstream_unreachable: kind(
    502,
    "Upstream unreachable",
    "The upstream server could not be reached, so the call did not run.",
    "Check that the server is up and its address is right.",
    "The call did not run, and what it had taken from its limits was given back.",
  ),
  upstream_not_started: kind(
    502,
    "Upstream not started",
    "The server is a command on the gate's machine, and it did not start.",
    "Read what it said, correct its command, arguments or environment, and begin a new session.",
    "The call did not run, and what it had taken from its limits was given back.",
  ),
  upstream_refused: kind(
    502,
    "Upstream refused",
    "The upstream server answered with an error or in a way that cannot be passed on.",
    "Check the server and the credential that is registered for it.",
    "The upstream server was asked, so it may have acted. The call stays recorded, and counts against its limits.",
  ),
  database_token_rejected: kind(
    503,
    "Database refused the token",
    "The database did not accept the proof of who is asking, so nothing was read or written.",
    "Run `bin/portcullis doctor`; the database keys of this process may be out of date.",
    "Nothing was read, nothing was written, and nothing was lost.",
  ),
  unavailable: kind(
    503,
    "Temporarily unavailable",
    "Something the answer depends on is not available, so the answer is no.",
    "Try again after the time in the Retry-After header.",
    "What could not be recorded was not done. A change whose answer did not arrive was made whole or not at all: with the same Idempotency-Key it can be sent again without being made twice. A call that a stopping gate cut off may have run: the decision log says how it ended.",
  ),
  upstream_timeout: kind(
    504,
    "Upstream timed out",
    "The upstream server did not answer in time. Whether the call ran there is not known.",
    "Check the upstream server before you try again.",
    "The call may have run, so it stays recorded and counts against its limits.",
  ),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
export type FieldFault = { readonly path: string; readonly message: string };

export type ProblemOptions = {
  /** What the caller may read. Never a secret, never what another tenant has. */
  readonly detail?: string;
  /** What only the log may read. */
  readonly internal?: string;
  /** Further members of the problem document (RFC 9457, section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** The one error type that may leave a room. What the caller reads and what the log reads are apart. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly internal: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    const { status, title, meaning } = PROBLEMS[code];
    super(options.internal ?? options.detail ?? meaning, { cause: options.cause });
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = options.detail ?? meaning;
    this.internal = options.internal;
    this.extensions = options.extensions ?? {};
    this.headers =
      status === 503 ? { "retry-after": "1", ...options.headers } : (options.headers ?? {});
  }
}

/** Any thrown value as a problem. What was not meant for the caller becomes `internal`, untold. */
export function toProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem("internal", { cause: thrown });
}

/** The problem document (RFC 9457) for a problem, as every door sends it. */
export function problemDocument(
  problem: Problem,
  where: { readonly origin: string; readonly instance: string; readonly requestId: string },
): Record<string, unknown> {
  return {
    ...problem.extensions,
    type: `${where.origin}/problems/${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: where.instance,
    code: problem.code,
    request_id: where.requestId,
  };
}
