export { changeRole, removeRole } from "./change-role";
export { createRole } from "./create-role";
export { type FoundRole, findRole, findRoles } from "./find-role";
export { greatestRole, holdsAll } from "./judge-role";
export { getRole, listRoles, type RoleView } from "./list-roles";
export {
  changedRoleSchema,
  createdRoleSchema,
  newRoleSchema,
  roleChangeSchema,
  roleListSchema,
  roleViewSchema,
} from "./role.schema";
