import { z } from "zod";
import { sortSchema } from "@/lib/kernel/sort.schema";

export const SERVER_COLUMNS = ["name", "created"] as const;

/** How the list of servers is sorted. */
export const serverOrderSchema = z.strictObject({ sort: sortSchema(SERVER_COLUMNS) });
export type ServerOrder = z.output<typeof serverOrderSchema>;
