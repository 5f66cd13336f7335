import { z } from "zod";
import { countSchema } from "@/lib/kernel/wire.schema";

/** What shall become of what somebody made who may do less from now on. */
export const madeFateSchema = z
  .enum(["lessen", "revoke", "keep"], { error: "Say lessen, revoke or keep" })
  .optional()
  .describe(
    "What becomes of keys and grants they made that go beyond what they may do then: keys are lessened to that and grants revoked, or both are revoked, or both are kept and marked. Left out, what the policy of API keys says; `lessen` where it leaves that open.",
  );
export type MadeFate = "lessen" | "revoke" | "keep";

export const madeSchema = z
  .strictObject({
    keysLessened: countSchema,
    keysRevoked: countSchema,
    grantsRevoked: countSchema,
  })
  .meta({ id: "WhatWasMade", description: "What became of keys and grants that went beyond." });
