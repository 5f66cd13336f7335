import { z } from "zod";
import { madeFateSchema, madeSchema } from "@/lib/access/made/made.schema";
import { ROLES } from "@/lib/access/permissions";
import { placesSchema } from "@/lib/access/places.schema";
import { roleRefSchema } from "@/lib/access/roles/role.schema";
import { displayName } from "@/lib/kernel/display-name";
import { sortSchema } from "@/lib/kernel/sort.schema";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

const role = roleRefSchema;
const approverLevel = z
  .int({ error: "Give a level from 1 to 5" })
  .min(1, "Give a level from 1 to 5")
  .max(5, "Give a level from 1 to 5")
  .nullish()
  .describe("Up to which level they approve, L1 to L5; 1 for an approver if left out.");

export const newMemberSchema = z
  .strictObject({
    email: z.email("Give a mail address").max(254),
    name: displayName("Give the person's name"),
    role,
    approverLevel,
    workspaces: placesSchema.optional(),
    subject: z
      .string()
      .trim()
      .min(1, "Give the subject by which your provider names this person")
      .max(255)
      .describe("The `sub` that the identity provider gives this person: what they are known by."),
  })
  .meta({
    id: "NewMember",
    examples: [{ email: "ada@acme.test", name: "Ada", role: "viewer", subject: "00u1a2b3c4" }],
  });
export type NewMemberInput = z.output<typeof newMemberSchema>;

export const roleSchema = z
  .strictObject({ role, approverLevel })
  .meta({ id: "MemberRole", examples: [{ role: "policy_manager" }] });
export type RoleInput = z.output<typeof roleSchema>;

export const memberRoleChangeSchema = roleSchema
  .extend({ keys: madeFateSchema })
  .meta({ id: "MemberRoleChange", examples: [{ role: "policy_manager", keys: "lessen" }] });
export type RoleChangeOfMember = z.output<typeof memberRoleChangeSchema>;

export const memberPlacesSchema = z
  .strictObject({ workspaces: placesSchema, keys: madeFateSchema })
  .meta({ id: "MemberWorkspaces", examples: [{ workspaces: "every" }] });
export type MemberPlacesInput = z.output<typeof memberPlacesSchema>;

export const MEMBER_COLUMNS = ["name", "created"] as const;

export const memberFilterSchema = z.strictObject({
  status: z.enum(["active", "removed"]).optional().describe("Only members, or only former ones."),
  sort: sortSchema(MEMBER_COLUMNS),
});
export type MemberFilter = z.output<typeof memberFilterSchema>;

export const removalSchema = z.strictObject({
  keys: z
    .enum(["revoke", "keep"])
    .optional()
    .describe(
      "What becomes of the API keys they made, and of those that these made. Left out, what the policy of API keys says; `revoke` where it leaves that to you.",
    ),
});
export type RemovalInput = z.output<typeof removalSchema>;

export const memberViewSchema = z
  .strictObject({
    id: idSchema,
    email: z.string(),
    name: z.string(),
    role: z.enum([...ROLES, "custom"]),
    customRole: z
      .strictObject({ id: idSchema, name: z.string() })
      .nullable()
      .describe("The organisation's own role that they have; null where it is a built-in one."),
    approverLevel: z.int().nullable().describe("Up to which level they approve, 1 to 5."),
    workspaces: placesSchema,
    permissions: z.array(z.string()).describe("What their role lets them do."),
    status: z.enum(["active", "removed"]),
    createdAt: momentSchema,
    identities: z
      .array(z.strictObject({ connection: z.string(), subject: z.string() }))
      .describe("By what they are known when they sign in."),
    lastSignInAt: momentSchema.nullable().describe("From the ledger; null if they never did."),
    sessions: countSchema.describe("In how many browsers they are signed in now."),
    apiKeys: countSchema.describe("How many keys that they made work now."),
  })
  .meta({ id: "Member" });

export const addedMemberSchema = z.strictObject({ id: idSchema, receipt: receiptSchema });

/** What a change of what a member may do answers with. */
export const changedAccessSchema = z
  .strictObject({ receipt: receiptSchema, made: madeSchema })
  .meta({ id: "ChangedAccess" });

export const removedMemberSchema = z
  .strictObject({
    receipt: receiptSchema,
    sessionsEnded: countSchema,
    keysRevoked: countSchema,
    grantsRevoked: countSchema,
  })
  .meta({ id: "RemovedMember" });
