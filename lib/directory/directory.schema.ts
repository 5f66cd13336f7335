import { z } from "zod";
import { placesSchema } from "@/lib/access/places.schema";
import { roleRefSchema } from "@/lib/access/roles/role.schema";
import { displayName } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

const mappable = roleRefSchema.refine(
  (role) => role !== "owner",
  "There is no such role, or none that a directory gives: owners are made by owners",
);
const name = displayName("Give the directory a name");
const defaultRole = mappable
  .nullable()
  .describe("What people have whom no mapped group gives more; null lets them not come in.");

const silentAfterHours = z
  .int({ error: "Give whole hours" })
  .min(1, "At least an hour")
  .max(720, "At most 720 hours")
  .nullable()
  .describe("After how many hours without a request it counts as silent; null never.");

export const newDirectorySchema = z
  .strictObject({
    name,
    subjectFrom: z
      .enum(["externalId", "userName"])
      .default("externalId")
      .describe("Which attribute is the subject that the connection gives when a person signs in."),
    defaultRole: defaultRole.default("viewer"),
    connectionId: idSchema
      .optional()
      .describe("The connection that its people sign in through; left out, the oldest in use."),
  })
  .meta({ id: "NewDirectory", examples: [{ name: "Okta", subjectFrom: "externalId" }] });
export type NewDirectoryInput = z.output<typeof newDirectorySchema>;

export const changeDirectorySchema = z
  .strictObject({
    name,
    defaultRole,
    silentAfterHours: silentAfterHours.optional().describe("Left out, it stays as it is."),
  })
  .meta({ id: "ChangeDirectory", examples: [{ name: "Okta", defaultRole: "viewer" }] });
export type ChangeDirectoryInput = z.output<typeof changeDirectorySchema>;

export const directoryPreviewSchema = z
  .strictObject({ defaultRole })
  .meta({ id: "PreviewDirectory", examples: [{ defaultRole: null }] });
export type DirectoryPreviewInput = z.output<typeof directoryPreviewSchema>;

export const MAX_TOKEN_OVERLAP_SECONDS = 7 * 24 * 60 * 60;
export const rotateTokenSchema = z
  .strictObject({
    overlapSeconds: z
      .int({ error: "Give a whole number of seconds" })
      .min(0, "An overlap is not negative")
      .max(MAX_TOKEN_OVERLAP_SECONDS, "An overlap is at most 7 days")
      .describe("For how long the token before goes on working, in seconds."),
  })
  .meta({ id: "RotateDirectoryToken", examples: [{ overlapSeconds: 3600 }] });
export type RotateTokenInput = z.output<typeof rotateTokenSchema>;

export const groupMappingSchema = z
  .strictObject({
    role: mappable.nullable().describe("What the group's people may do; null gives them nothing."),
    workspaces: placesSchema
      .nullable()
      .default(null)
      .describe(
        "Which workspaces they see; null, or none, leaves it to their other groups, or else to the policy for newcomers.",
      ),
  })
  .meta({
    id: "GroupMapping",
    examples: [{ role: "policy_manager", workspaces: "every" }, { role: "viewer" }],
  });
export type GroupMappingInput = z.input<typeof groupMappingSchema>;

const url = z.string().describe("The address that the identity provider is given.");
const token = z.string().describe("Shown in this answer only.");
const state = z
  .enum(["waiting", "working", "failing", "silent", "cut-off"])
  .describe(
    "`waiting`: nothing came yet. `failing`: what came last was refused. `silent`: nothing came for longer than `silentAfterHours`. `cut-off`: no token is good.",
  );

export const directoryViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    connection: z.string().describe("The connection that its people sign in through."),
    subjectFrom: z.enum(["externalId", "userName"]),
    defaultRole: z.string().nullable(),
    silentAfterHours,
    baseUrl: url,
    createdAt: momentSchema,
    createdBy: z.string(),
    state,
    lastHeardAt: momentSchema.nullable().describe("To the minute; null if it never called."),
    lastRefusal: z
      .strictObject({ at: momentSchema, detail: z.string() })
      .nullable()
      .describe("Within thirty days, and newer than what was done last; null where there is none."),
    people: countSchema,
    groups: countSchema,
    tokens: z.array(
      z.strictObject({
        id: idSchema,
        lastFour: z.string(),
        createdAt: momentSchema,
        expiresAt: momentSchema.nullable(),
        lastUsedAt: momentSchema.nullable(),
        makerHasLeft: z.boolean().describe("Whoever made it saw it, and is no member any more."),
      }),
    ),
  })
  .meta({ id: "Directory" });

export const connectedDirectorySchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  baseUrl: url,
  token,
  receipt: receiptSchema,
});
export const rotatedTokenSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  baseUrl: url,
  token,
  oldWorksUntil: momentSchema,
  receipt: receiptSchema,
});

export const directoryGroupSchema = z
  .strictObject({
    id: idSchema,
    displayName: z.string(),
    externalId: z.string().nullable(),
    people: countSchema,
    role: z
      .string()
      .nullable()
      .describe("What it gives: a built-in role, or the id of one of the organisation's own."),
    workspaces: placesSchema
      .nullable()
      .describe("What its people see; null where it says nothing."),
    updatedAt: momentSchema,
  })
  .meta({ id: "DirectoryGroup" });

export const directoryUserSchema = z
  .strictObject({
    id: idSchema,
    userName: z.string(),
    externalId: z.string().nullable(),
    active: z.boolean().describe("What the directory last said."),
    groups: z.array(z.string()),
    member: z
      .strictObject({
        id: idSchema,
        name: z.string(),
        role: z.string().describe("A built-in role, or the id of one of the organisation's own."),
        status: z.enum(["active", "removed"]),
      })
      .nullable()
      .describe("Null for who never came in."),
    updatedAt: momentSchema,
  })
  .meta({ id: "DirectoryUser" });

export const directoryEventSchema = z
  .strictObject({
    id: idSchema,
    at: momentSchema,
    method: z.string(),
    path: z.string(),
    subject: z.string().nullable().describe("Whom or what it was about."),
    status: z.int(),
    what: z.string().describe("What it did, in a word; `refused` if nothing."),
    detail: z.string().nullable(),
    requestId: z.string(),
  })
  .meta({ id: "DirectoryEvent" });

export const eventFilterSchema = z.strictObject({
  only: z.enum(["refused"]).optional().describe("Only what was refused."),
});

/** What a change of mapping would do, and to whom: nobody else is touched. */
export const mappingPreviewSchema = z
  .strictObject({
    people: countSchema.describe("How many the change was held against."),
    changes: z
      .array(
        z.strictObject({
          userName: z.string(),
          name: z.string(),
          does: z.enum(["add", "restore", "change", "end", "stays"]),
          roleNow: z.string().nullable().describe("The role they have now; null if they are out."),
          roleThen: z.string().nullable().describe("The role they would have; null if they go."),
          gains: z.array(z.string()).describe("The permissions they would have and have not now."),
          loses: z.array(z.string()).describe("The permissions they have and would not have."),
          workspacesNow: placesSchema
            .nullable()
            .describe("What they see now; null if they are out."),
          workspacesThen: placesSchema
            .nullable()
            .describe("What they would see; null if they go, or stay out."),
          why: z
            .enum(["removed-by-hand", "last-owner", "above", "address-taken"])
            .nullable()
            .describe("Why they stay as they are."),
        }),
      )
      .describe("At most 500 of them."),
    total: countSchema.describe("How many would change, or would have to."),
  })
  .meta({ id: "MappingPreview" });

export const appliedSchema = z.strictObject({
  receipt: receiptSchema,
  changed: countSchema.describe("How many memberships changed with it."),
});
