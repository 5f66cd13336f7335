import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { networkSchema } from "./network.schema";

const MINUTES_AN_HOUR = 60;

const namedNetwork = z.strictObject({
  name: displayName("Give the network a name, such as Office Berlin"),
  networks: z
    .array(networkSchema)
    .min(1, "Give at least one address or network after the name")
    .max(20, "At most 20 networks of one name"),
});

/**
 * What the organisation says of sessions: how long they last, and what ends them. A session ends at
 * the first of its limits; whoever goes on using it moves the idle one only.
 */
export const sessionsPolicySchema = z
  .strictObject({
    idleMinutes: z
      .int({ error: "Give whole minutes" })
      .min(5, "At least 5 minutes")
      .max(43_200, "At most 30 days")
      .default(480)
      .describe("A browser's session ends so long after it was last used, in minutes."),
    absoluteHours: z
      .int({ error: "Give whole hours" })
      .min(1, "At least an hour")
      .max(720, "At most 30 days")
      .default(24)
      .describe("A browser's session ends so long after sign-in, in hours."),
    clientIdleDays: z
      .int({ error: "Give whole days" })
      .min(1, "At least a day")
      .max(90, "At most 90 days")
      .default(14)
      .describe("The command line is signed out so long after it was last used, in days."),
    clientAbsoluteDays: z
      .int({ error: "Give whole days" })
      .min(1, "At least a day")
      .max(365, "At most a year")
      .default(90)
      .describe("The command line is signed out so long after it signed in, in days."),
    endOnNetworkChange: z
      .boolean()
      .default(true)
      .describe("Whether a session that appears in another network has to sign in again."),
    endOnDeviceChange: z
      .boolean()
      .default(true)
      .describe("Whether a session that appears on another kind of device has to sign in again."),
    namedNetworks: z
      .array(namedNetwork)
      .max(50, "At most 50 names")
      .refine(
        (all) => new Set(all.map(({ name }) => name.trim().toLowerCase())).size === all.length,
        "Give each name once, with all of its networks",
      )
      .default([])
      .describe(
        "What the organisation calls networks of its own. All of one name are one network to a session; of several that hold an address, the narrowest counts.",
      ),
  })
  .refine((policy) => policy.idleMinutes <= policy.absoluteHours * MINUTES_AN_HOUR, {
    path: ["idleMinutes"],
    message: "May not be longer than the session itself",
  })
  .refine((policy) => policy.clientIdleDays <= policy.clientAbsoluteDays, {
    path: ["clientIdleDays"],
    message: "May not be longer than the session itself",
  });
