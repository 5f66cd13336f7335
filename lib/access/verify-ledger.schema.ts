import { countSchema } from "@/lib/kernel/wire.schema";
import { verificationSchema } from "@/lib/ledger/ledger.schema";

export const verifyResultSchema = verificationSchema
  .extend({ milliseconds: countSchema.describe("How long it took.") })
  .meta({ id: "Verification", description: "Whether the ledger holds, and where it does not." });
