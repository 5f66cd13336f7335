import { z } from "zod";
import { PERMISSIONS, type Permission } from "../permissions";
import { networkSchema } from "./network.schema";

const NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];
const DAYS = 3650;

/** What the organisation says of API keys: how old they get, what they may hold, from where they work. */
export const apiKeysPolicySchema = z.strictObject({
  maxAgeDays: z
    .int("Give a whole number of days")
    .min(0, "Give 0 for no limit, or a number of days")
    .max(DAYS, `At most ${DAYS} days`)
    .default(0)
    .describe("How many days a key works after it was made or rotated; 0 for no limit."),
  capabilities: z
    .array(z.enum(NAMES, { error: "There is no such permission" }))
    .max(NAMES.length)
    .transform((names) => [...new Set(names)].sort())
    .default([])
    .describe("What a key may hold at all; every permission where none is named."),
  networks: z
    .array(networkSchema)
    .max(100, "At most 100 networks")
    .default([])
    .describe("From where keys work, as addresses and CIDRs; from everywhere where none is named."),
  whenMakerLeaves: z
    .enum(["choose", "revoke", "flag"])
    .default("choose")
    .describe(
      "What becomes of a member's keys when they leave, and of those that go beyond what they may do when they are given less: whoever changes that says so, or they are always revoked, or always kept and marked.",
    ),
});
