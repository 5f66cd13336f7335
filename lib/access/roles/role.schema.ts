import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";
import { madeFateSchema, madeSchema } from "../made/made.schema";
import { PERMISSIONS, type Permission, ROLES } from "../permissions";

const NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];

/** A role as somebody names it: one that is built in, or the id of one of the organisation's own. */
export const roleRefSchema = z
  .union([z.enum(ROLES), idSchema], { error: "There is no such role" })
  .describe("A built-in role, or the id of one of the organisation's own.");

const description = z
  .string()
  .trim()
  .max(400, "A description has at most 400 characters")
  .default("")
  .describe("For whoever gives it: what it is for.");
const permissions = z
  .array(z.enum(NAMES, { error: "There is no such permission" }))
  .min(1, "Choose at least one permission")
  .max(NAMES.length)
  .transform((names) => [...new Set(names)].sort())
  .describe("Only such as whoever makes or changes the role holds.");

export const newRoleSchema = z
  .strictObject({ name: displayName("Give the role a name"), description, permissions })
  .meta({
    id: "NewRole",
    examples: [{ name: "Release", permissions: ["rules:write", "servers:read"] }],
  });
export type NewRoleInput = z.output<typeof newRoleSchema>;

export const roleChangeSchema = newRoleSchema
  .extend({
    version: z.int().min(1).max(2_147_483_646).describe("The version that was read."),
    keys: madeFateSchema,
  })
  .meta({
    id: "RoleChange",
    examples: [{ name: "Release", description: "", permissions: ["servers:read"], version: 1 }],
  });
export type RoleChangeInput = z.output<typeof roleChangeSchema>;

export const roleViewSchema = z
  .strictObject({
    id: z.string().describe("Of a built-in role its name, as `viewer`."),
    builtIn: z.boolean(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
    members: countSchema.describe("How many members have it now."),
    version: z.int().nullable().describe("Goes up with every change; null for a built-in role."),
    createdBy: z.string().nullable().describe("As the ledger names them."),
    changedAt: momentSchema.nullable(),
  })
  .meta({ id: "Role" });

export const roleListSchema = z
  .strictObject({ data: z.array(roleViewSchema) })
  .meta({ id: "RoleList", description: "The built-in roles first, then the organisation's own." });

export const createdRoleSchema = z
  .strictObject({ id: idSchema, receipt: receiptSchema })
  .meta({ id: "CreatedRole" });

export const changedRoleSchema = z
  .strictObject({ version: z.int(), receipt: receiptSchema, made: madeSchema })
  .meta({ id: "ChangedRole" });
