/**
 * Directories: an identity provider says over SCIM 2.0 who is in the organisation and in which
 * groups, and memberships follow. Who is put out loses every way in within that transaction; the
 * last owner stands; nobody is given, through a directory, what its maker could not give.
 */
export { announceDirectoryOutages } from "./announce-outages";
export { changeDirectory } from "./change-directory";
export { type ConnectedDirectory, connectDirectory, scimAddress } from "./connect-directory";
export {
  appliedSchema,
  type ChangeDirectoryInput,
  changeDirectorySchema,
  connectedDirectorySchema,
  type DirectoryPreviewInput,
  directoryEventSchema,
  directoryGroupSchema,
  directoryPreviewSchema,
  directoryUserSchema,
  directoryViewSchema,
  eventFilterSchema,
  type GroupMappingInput,
  groupMappingSchema,
  mappingPreviewSchema,
  type NewDirectoryInput,
  newDirectorySchema,
  type RotateTokenInput,
  rotatedTokenSchema,
  rotateTokenSchema,
} from "./directory.schema";
export { type DirectoryCaller, resolveDirectoryCaller } from "./directory-caller";
export { disconnectDirectory } from "./disconnect-directory";
export { getGroup, getUser, type Listing, listGroups, listUsers } from "./find-resources";
export {
  type DirectoryEventView,
  type DirectoryGroupView,
  type DirectoryUserView,
  listDirectoryEvents,
  listDirectoryGroups,
  listDirectoryUsers,
} from "./list-contents";
export { countDegradedDirectories, listDegradedDirectories } from "./list-degraded";
export { type DirectoryView, getDirectory, listDirectories } from "./list-directories";
export { mapGroup } from "./map-group";
export type { Came } from "./note-event";
export { noteRefusal } from "./note-refusal";
export { previewDefaultRole } from "./preview-default-role";
export { previewMapping } from "./preview-mapping";
export { removeUser } from "./remove-user";
export { type RotatedToken, rotateDirectoryToken } from "./rotate-directory-token";
export { MAX_RESULTS, resourceTypes, schemas, serviceProviderConfig } from "./scim/discovery";
export { fault, type ScimType } from "./scim/fault";
export type { Asked } from "./scim/represent";
export { createGroup, patchGroup, removeGroup, replaceGroup } from "./write-group";
export { createUser, patchUser, replaceUser } from "./write-user";
