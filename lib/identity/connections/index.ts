/** Connections to identity providers: set up, tested, put in use, and what they give to whom. */
export {
  type ConnectionChangeInput,
  type ConnectionState,
  changedStateSchema,
  connectionChangeSchema,
  connectionReceiptSchema,
  connectionStateSchema,
  connectionTestSchema,
  connectionViewSchema,
  createdConnectionSchema,
  type NewConnectionInput,
  newConnectionSchema,
  type RoleRule,
} from "./connection.schema";
export {
  beginTest,
  type ConnectionTestView,
  completeTest,
  getTest,
} from "./test-connection";
export { VENDORS, type Vendor } from "./vendors";
