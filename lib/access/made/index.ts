export { beyondMakers, grantsBeyondMakers } from "./beyond-makers";
export { liveGrantsOf, revokeThese } from "./grants-made";
export { lessenMade } from "./lessen-made";
export type { MadeFate } from "./made.schema";
export { actorsOf, lockLiveKeys, makerNow, membersBehind } from "./made-by";
