/** Connections to identity providers: set up, tested, put in use, and what they give to whom. */

export { announceEnding } from "./announce-ending";
export { changeConnection } from "./change-connection";
export { changeConnectionState, removeConnection } from "./change-state";
export {
  type ConnectionChangeInput,
  type ConnectionState,
  changedStateSchema,
  connectionChangeSchema,
  connectionReceiptSchema,
  connectionRenewalSchema,
  connectionStateSchema,
  connectionTestSchema,
  connectionViewSchema,
  createdConnectionSchema,
  type NewConnectionInput,
  newConnectionSchema,
  type RoleRule,
} from "./connection.schema";
export { createConnection } from "./create-connection";
export { type ConnectionView, getConnection, listConnections } from "./list-connections";
export { countRecoveryCodes, createRecoveryCodes } from "./recovery-codes";
export { renewConnection } from "./renew-connection";
export {
  beginTest,
  type ConnectionTestView,
  completeTest,
  getTest,
} from "./test-connection";
export { VENDORS, type Vendor } from "./vendors";
