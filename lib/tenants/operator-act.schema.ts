import { z } from "zod";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";

export const operatorActSchema = z
  .strictObject({
    id: idSchema,
    at: momentSchema,
    operator: z.string().describe("Who it was: an account of the machine, or the name they gave."),
    act: z.enum(["create", "invite-owner", "suspend", "resume", "export", "destroy"]),
    reason: z.string(),
    requestId: z.string().describe("Under which the ledger's entry is found."),
  })
  .meta({ id: "OperatorAct", description: "What whoever runs the installation did." });
export const operatorActsSchema = z.strictObject({ data: z.array(operatorActSchema) });
