import { z } from "zod";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

const placeSchema = z
  .strictObject({
    network: z
      .enum(["loopback", "private", "public"])
      .describe("What kind of network the address belongs to."),
    name: z.string().nullable().describe("What the session policy calls that network."),
  })
  .meta({ id: "Place" });

export const sessionViewSchema = z
  .strictObject({
    id: idSchema,
    member: z.strictObject({ id: idSchema, name: z.string() }),
    kind: z.enum(["browser", "client"]).describe("A client is a command line or a script."),
    client: z.string().nullable().describe("What a client calls itself; null for a browser."),
    device: z.string().nullable().describe("In a few words, from what it calls itself."),
    deviceClass: z.enum(["phone", "tablet", "computer", "program"]).nullable(),
    address: z.string().nullable().describe("From where it was begun."),
    place: placeSchema.nullable().describe("Where that address stands; null if it is not known."),
    lastAddress: z.string().nullable().describe("From where it was used last, to the minute."),
    lastPlace: placeSchema.nullable(),
    startedAt: momentSchema,
    lastUsedAt: momentSchema.describe("Noted at most once a minute."),
    endsAt: momentSchema.describe("When it ends, or has ended, by itself if it is not used."),
    endedAt: momentSchema.nullable().describe("When it was ended; null if nobody did."),
    endedBecause: z.string().nullable().describe("Why it was ended, where that was noted."),
    live: z.boolean(),
    current: z.boolean().describe("Whether it is the one that asks."),
  })
  .meta({ id: "Session" });

export const sessionFilterSchema = z.strictObject({
  memberId: idSchema.optional().describe("Only this member's."),
  state: z.enum(["live", "ended"]).optional().describe("Only those that stand, or the others."),
});
export type SessionFilter = z.output<typeof sessionFilterSchema>;

export const endedSessionsSchema = z
  .strictObject({
    ended: countSchema.describe("How many sessions were ended."),
    receipt: receiptSchema.nullable().describe("Null where there was none to end."),
  })
  .meta({ id: "EndedSessions" });
