/**
 * People: who is in a tenant, what role each has, how they come in and how they go. Nobody gives
 * more than they hold, nobody judges in their own case, and one owner always stays.
 */
export { accessQuestionSchema, explanationSchema } from "./access.schema";
export { addPerson } from "./add-person";
export { changeMemberRole } from "./change-member-role";
export { changeMemberWorkspaces } from "./change-member-workspaces";
export { endAccess, endSessionsOf } from "./end-access";
export { explainAccessOf } from "./explain-access";
export { getMember, listMembers, type MemberView, memberHistory } from "./list-members";
export { lockMember, refuseChange } from "./lock-member";
export {
  addedMemberSchema,
  changedAccessSchema,
  MEMBER_COLUMNS,
  type MemberFilter,
  memberFilterSchema,
  memberPlacesSchema,
  memberRoleChangeSchema,
  memberViewSchema,
  newMemberSchema,
  removalSchema,
  removedMemberSchema,
  roleSchema,
} from "./member.schema";
export { removeMember } from "./remove-member";
export { restoreMember } from "./restore-member";
