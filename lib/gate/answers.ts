import { PROBLEMS, type ProblemCode } from "@/lib/kernel";

/**
 * Every problem that the gate answers with, and when. The table of docs/mcp.md is made of it, and a
 * test drives each over a socket: a code that is not here may not be thrown in this room. (Only
 * `internal` is left out, which nobody can ask for.)
 */
export const GATE_ANSWERS = {
  invalid_request:
    "what was sent has no one meaning: a header twice, broken chunks, a message of no known form",
  malformed_json: "the body is not one strict JSON value, each key once",
  unauthenticated:
    "the grant is missing, unknown, revoked or has run out; also to what was running under it",
  host_refused: "the request names a host that is not the gate's",
  origin_refused: "a web page of another origin sent it",
  not_found: "there is no such path, or the grant opens another server",
  session_not_found: "the session has ended or never was; initialise anew",
  method_not_allowed: "the path does not answer that method, or the upstream offers no stream",
  not_acceptable: "the client does not take both JSON and event streams",
  conflict: "the client has cancelled this call; or the upstream has a stream open already",
  payload_too_large: "the body is larger than it may be",
  unsupported_media_type: "the body is not `application/json`, or compressed",
  command_refused: "the server is a command that this machine does not start",
  too_many_requests:
    "too many calls of the grant, sessions with commands, or failures of the address; `Retry-After` says when",
  header_too_large: "the headers are larger, or more, than they may be",
  upstream_unreachable: "no connection to the upstream server came about; nothing was sent",
  upstream_not_started: "the server is a command and did not start",
  upstream_refused:
    "the upstream server answered with an error, or with nothing that may be passed on",
  database_token_rejected: "the database does not know the gate's key: a fault of the installation",
  unavailable: "the database, the ledger or the command does not answer in time, or the gate stops",
  upstream_timeout: "the upstream server did not begin to answer in time; it may have acted",
} as const satisfies Partial<Record<ProblemCode, string>>;

export type GateAnswer = keyof typeof GATE_ANSWERS;

/** The answers as the table of the documentation. */
export function answersTable(): string {
  const rows = Object.entries(GATE_ANSWERS).map(
    ([code, when]) => `| ${PROBLEMS[code as GateAnswer].status} | \`${code}\` | ${when} |`,
  );
  return ["| Status | Code | When |", "|---|---|---|", ...rows].join("\n");
}
