/** What pages and actions need of the house: its rooms, and who is asking. */
export { currentCaller, requireActionCaller, requireCaller } from "./caller";
export { type House, house } from "./rooms";
