import { z } from "zod";
import { idSchema } from "@/lib/kernel";

/** The parameters of paths, by the names their folders have. */
export const serverPath = z.strictObject({ id: idSchema.describe("The server's id.") });
export const grantPath = serverPath.extend({ grantId: idSchema.describe("The grant's id.") });
export const apiKeyPath = z.strictObject({ id: idSchema.describe("The API key's id.") });
export const memberPath = z.strictObject({ id: idSchema.describe("The member's id.") });
export const connectionPath = z.strictObject({
  id: idSchema.describe("The connection's id."),
});
export const setupLinkPath = z.strictObject({ id: idSchema.describe("The setup link's id.") });
export const domainPath = z.strictObject({ id: idSchema.describe("The domain's id.") });
export const sessionPath = z.strictObject({ id: idSchema.describe("The session's id.") });
export const directoryPath = z.strictObject({ id: idSchema.describe("The directory's id.") });
export const directoryGroupPath = directoryPath.extend({
  groupId: idSchema.describe("The group's id."),
});
export const reviewPath = z.strictObject({ id: idSchema.describe("The review's id.") });
export const reviewLinePath = reviewPath.extend({
  lineId: idSchema.describe("The line's id."),
});
export const rolePath = z.strictObject({ id: idSchema.describe("The role's id.") });
export const workspacePath = z.strictObject({ id: idSchema.describe("The workspace's id.") });
export const factorPath = z.strictObject({ id: idSchema.describe("The factor's id.") });
export const devicePath = z.strictObject({ id: idSchema.describe("The browser's id.") });
export const decisionPath = z.strictObject({ id: idSchema.describe("The decision's id.") });
