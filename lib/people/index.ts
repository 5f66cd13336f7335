/**
 * People: who is in a tenant, what role each has, how they come in and how they go. Nobody gives
 * more than they hold, nobody judges in their own case, and one owner always stays.
 */
export {
  type AccessQuestion,
  accessQuestionSchema,
  explanationSchema,
} from "./access.schema";
export { addPerson } from "./add-person";
export { changeMemberRole } from "./change-member-role";
export { changeMemberWorkspaces } from "./change-member-workspaces";
export { type Ended, endAccess } from "./end-access";
export { explainAccessOf } from "./explain-access";
export { holdsRole } from "./judge-change";
export { getMember, listMembers, type MemberView, memberHistory } from "./list-members";
export { type LockedMember, lockMember, refuseChange } from "./lock-member";
export {
  addedMemberSchema,
  changedAccessSchema,
  MEMBER_COLUMNS,
  type MemberFilter,
  type MemberPlacesInput,
  memberFilterSchema,
  memberPlacesSchema,
  memberRoleChangeSchema,
  memberViewSchema,
  type NewMemberInput,
  newMemberSchema,
  type RemovalInput,
  type RoleInput,
  removalSchema,
  removedMemberSchema,
  roleSchema,
} from "./member.schema";
export { removeMember } from "./remove-member";
export { restoreMember } from "./restore-member";
