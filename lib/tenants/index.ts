/**
 * Tenants: the operator's door, apart from every organisation. What an operator does to one stands in
 * its ledger with the reason, and its people are told.
 */
export { destroyTenant } from "./destroy-tenant";
export { exportTenant } from "./export-tenant";
export { findTenant, findTenants, type TenantRecord } from "./find-tenant";
export { inviteOwner, judgeOwner } from "./invite-owner";
export { listOperatorActs, type OperatorActView } from "./list-operator-acts";
export { judgeOperator, type Operator } from "./operator-act";
export { operatorActsSchema } from "./operator-act.schema";
export { resumeTenant, suspendTenant } from "./suspend-tenant";
