import { z } from "zod";
import { idSchema } from "@/lib/kernel/wire.schema";
import type { Reach } from "./reach";

/** Which workspaces somebody sees, as requests and answers say it. */
export const placesSchema = z
  .union([z.literal("every"), z.array(idSchema).max(500)], { error: "Name the workspaces" })
  .describe("`every` for all there are and will be, or the ids of some.");
export type Places = z.output<typeof placesSchema>;
/** The same as it is read and sent. */
export type ShownPlaces = "every" | readonly string[];

/** The same for the rules that judge it. */
export function reachFrom(places: Places): Reach {
  return places === "every"
    ? { every: true, workspaces: [] }
    : { every: false, workspaces: [...new Set(places)] };
}
