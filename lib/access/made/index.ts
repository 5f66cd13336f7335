export { beyondMakers, grantsBeyondMakers } from "./beyond-makers";
export { liveGrantsOf, revokeThese } from "./grants-made";
export { lessenMade, type MadeLessened } from "./lessen-made";
export { type MadeFate, madeFateSchema, madeSchema } from "./made.schema";
export { actorsOf, lockLiveKeys, makerNow, membersBehind } from "./made-by";
