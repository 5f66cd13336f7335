/**
 * Kernel: what every room stands on: configuration, ids, clock, errors, request context, strict
 * JSON, and the log. It knows nothing of tenants, databases or protocols.
 */
export {
  CLIENT_ADDRESS_HEADER,
  clientAddress,
  type ForwardedHeader,
  parseNetworks,
  type TrustedProxies,
} from "./client-address";
export { now } from "./clock";
export {
  type Config,
  databaseUrl,
  loadConfig,
  loadSecrets,
  type Mode,
  type Secrets,
  secretsSchema,
} from "./config";
export { runWithContext } from "./context";
export { displayName, isVisible } from "./display-name";
export {
  type FieldFault,
  PROBLEMS,
  Problem,
  type ProblemCode,
  problemDocument,
  toProblem,
} from "./errors";
export { assertUrlAllowed, guardedLookup, type Reach } from "./guard-url";
export { isId, lowestIdAt, newId, requestIdFrom } from "./ids";
export {
  foldCase,
  InexactNumber,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  stringifyJson,
} from "./json";
export { log, redact } from "./log";
export { parsePrivateHosts } from "./private-hosts";
export { problemSchema } from "./problem.schema";
export { Secret } from "./secret";
export {
  countSchema,
  documentationOf,
  documentedAs,
  idSchema,
  momentSchema,
  pageOf,
  type Shown,
} from "./wire.schema";
