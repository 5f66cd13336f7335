/**
 * Access: tenants, members, roles and permissions, and the two ways a use case touches the
 * database: `read`, and `change`, which appends to the ledger in the same transaction.
 */
export { addMember } from "./add-member";
export { type Caller, mayDo, requirePermission } from "./caller";
export { createTenant } from "./create-tenant";
export { joinPlaces } from "./join-places";
export type { StepUpActId } from "./judge-step-up";
export { listTenants, type TenantScope } from "./list-tenants";
export { lockCaller } from "./lock-caller";
export {
  actorsOf,
  beyondMakers,
  grantsBeyondMakers,
  lessenMade,
  liveGrantsOf,
  lockLiveKeys,
  type MadeFate,
  makerNow,
  membersBehind,
  revokeThese,
} from "./made";
export { nameRecords } from "./name-records";
export {
  isPermission,
  isRole,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLES,
  type Role,
} from "./permissions";
export { type Places, reachFrom, type ShownPlaces } from "./places.schema";
export {
  changedPolicySchema,
  changePolicy,
  newcomerReach,
  POLICY_SECTIONS,
  type PolicyOf,
  type PolicySection,
  parsePolicy,
  policyChangeSchema,
  policyOf,
  policyViewSchema,
  readPolicy,
} from "./policies";
export type { MfaPolicy } from "./policies/mfa.schema";
export { covers, EVERY_WORKSPACE, keyReach, memberReach, type Reach, reachOf } from "./reach";
export { readSettings } from "./read-settings";
export { renameTenant, renameWorkspace } from "./rename";
export { ROLE_WORDS } from "./role-words";
export {
  changedRoleSchema,
  changeRole,
  createdRoleSchema,
  createRole,
  type FoundRole,
  findRole,
  findRoles,
  getRole,
  greatestRole,
  holdsAll,
  listRoles,
  newRoleSchema,
  type RoleView,
  removeRole,
  roleChangeSchema,
  roleListSchema,
  roleViewSchema,
} from "./roles";
export { requireGivable } from "./roles/require-givable";
export { renameSchema, tenantSettingsSchema } from "./settings.schema";
export { type Standing, standingFrom, standingOf } from "./standing";
export { requireStepUp } from "./step-up";
export { systemCaller } from "./system-caller";
export { attemptOwn, type ChangeEntry, change, changeOwn, read } from "./transact";
export { type VerifyResult, verifyLedger } from "./verify-ledger";
export { verifyResultSchema } from "./verify-ledger.schema";
export { archiveWorkspace, reopenWorkspace } from "./workspaces/archive-workspace";
export { chooseWorkspace } from "./workspaces/choose-workspace";
export { createWorkspace } from "./workspaces/create-workspace";
export { type GivablePlaces, listGivablePlaces } from "./workspaces/list-givable";
export { listWorkspaces } from "./workspaces/list-workspaces";
export { placeKey, placeMember, placeMembers, requireReach } from "./workspaces/place-member";
export {
  createdWorkspaceSchema,
  type NewWorkspaceInput,
  newWorkspaceSchema,
  workspaceListSchema,
} from "./workspaces/workspace.schema";
