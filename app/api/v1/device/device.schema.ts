import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";

/** How a client begins to sign in. */
export const deviceRequestSchema = z
  .strictObject({
    organisation: z.string().min(1).max(40).describe("The organisation's short name."),
    client_name: displayName("Say what the client is called")
      .default("A command line")
      .describe("What the person is shown: the client's own word."),
    client_id: z.string().max(200).optional().describe("Not looked at."),
  })
  .meta({
    id: "DeviceRequest",
    examples: [{ organisation: "acme", client_name: "CI of billing" }],
  });

export const deviceAnswerSchema = z
  .strictObject({
    device_code: z.string().describe("For the client alone, `pcd_…`."),
    user_code: z.string().describe("For the person to compare, or to type."),
    verification_uri: z.url().describe("Where the person approves it."),
    verification_uri_complete: z.url().describe("The same, with the code in it."),
    expires_in: z.int().describe("For how many seconds the codes are good."),
    interval: z.int().describe("How many seconds to wait between two questions."),
  })
  .meta({ id: "DeviceAnswer" });
