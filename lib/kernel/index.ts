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
export { currentContext, type Door, type RequestContext, runWithContext } from "./context";
export { displayName, isVisible } from "./display-name";
export {
  type FieldFault,
  PROBLEMS,
  Problem,
  type ProblemCode,
  type ProblemOptions,
  problemDocument,
  toProblem,
} from "./errors";
export { addressAllowed, assertUrlAllowed, guardedLookup, type Reach } from "./guard-url";
export { isId, lowestIdAt, newId, requestIdFrom } from "./ids";
export {
  foldCase,
  InexactNumber,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  stringifyJson,
} from "./json";
export { type LogFields, log, redact } from "./log";
export { type PrivateHosts, parsePrivateHosts } from "./private-hosts";
export { problemSchema } from "./problem.schema";
export { Secret } from "./secret";
export { type Sort, sortSchema } from "./sort.schema";
export {
  countSchema,
  documentationOf,
  documentedAs,
  hashSchema,
  idSchema,
  momentSchema,
  pageOf,
  type Shown,
} from "./wire.schema";
