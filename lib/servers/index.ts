/**
 * Servers: what stands upstream of the gate: addresses, sealed credentials, tools as last seen, rules
 * in versions, and the grants that lead there.
 */
export { type DiscoveredTools, discoverTools } from "./discover-tools";
export { getServer, type ServerView, type ToolView } from "./get-server";
export {
  GRANT_COLUMNS,
  GRANT_STATES,
  type GrantFilter,
  grantFilterSchema,
  grantOfServerSchema,
} from "./grant-list.schema";
export { type CreatedGrant, createGrant, type GrantView, listGrants, revokeGrant } from "./grants";
export { type GrantDetail, type GrantOfServer, getGrant, listAllGrants } from "./list-all-grants";
export { listServers, type Page, type ServerSummary } from "./list-servers";
export { grantUseNotes } from "./note-grant-use";
export { type RegisteredServer, registerServer, type ServerDeps } from "./register-server";
export { removeServer } from "./remove-server";
export type { GrantRoute } from "./route";
export { createRouteCache, type RouteCache } from "./route-cache";
export {
  getRules,
  listRuleVersions,
  type PublishedRules,
  publishRules,
  type RulesView,
} from "./rules";
export {
  dryRunSchema,
  type NewGrantInput,
  type NewHttpServer,
  type NewServerInput,
  type NewStdioServer,
  newGrantSchema,
  newServerSchema,
  publishRulesSchema,
  tryCallSchema,
} from "./server.schema";
export { SERVER_COLUMNS, serverOrderSchema } from "./server-list.schema";
export {
  createdGrantSchema,
  discoveredToolsSchema,
  grantViewSchema,
  publishedRulesSchema,
  registeredServerSchema,
  rulesViewSchema,
  serverSummarySchema,
  serverViewSchema,
  triedCallSchema,
} from "./server-view.schema";
export { launchSpecOf } from "./stdio-transport";
export type { ServerTarget, StdioTarget } from "./target";
export { type TriedCall, tryCall } from "./try-call";
export { type CancelledCall, type ChangeWatch, watchChanges } from "./watch-changes";
