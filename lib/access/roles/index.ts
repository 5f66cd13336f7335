export { changeRole, removeRole } from "./change-role";
export { createRole } from "./create-role";
export { type FoundRole, findRole, findRoles } from "./find-role";
export { greatestRole, holdsAll, missingFrom } from "./judge-role";
export { getRole, listRoles, type RoleView } from "./list-roles";
export {
  changedRoleSchema,
  createdRoleSchema,
  type NewRoleInput,
  newRoleSchema,
  type RoleChangeInput,
  roleChangeSchema,
  roleListSchema,
  roleRefSchema,
  roleViewSchema,
} from "./role.schema";
