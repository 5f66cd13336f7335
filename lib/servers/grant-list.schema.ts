import { z } from "zod";
import { sortSchema } from "@/lib/kernel/sort.schema";
import { idSchema } from "@/lib/kernel/wire.schema";
import { grantViewSchema } from "./server-view.schema";

export const GRANT_COLUMNS = ["name", "used", "ends", "created"] as const;
export const GRANT_STATES = ["active", "expired", "revoked"] as const;

/** What the list of all grants can be narrowed by. */
export const grantFilterSchema = z.strictObject({
  serverId: z.string().max(64).optional().describe("Only grants to call this server."),
  state: z.enum(GRANT_STATES).optional().describe("Only grants in this state."),
  sort: sortSchema(GRANT_COLUMNS),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many at most."),
  cursor: z.string().max(64).optional(),
});
export type GrantFilter = z.output<typeof grantFilterSchema>;

export const grantOfServerSchema = grantViewSchema
  .extend({ serverId: idSchema, serverName: z.string() })
  .meta({ id: "GrantOfServer", description: "A grant, and the server it leads to." });
