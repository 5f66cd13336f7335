import { z } from "zod";

const text = z.string().min(1).max(400);
const audience = text
  .optional()
  .describe(
    "For whom the access token shall be (in the sense of RFC 8693): `portcullis:api`, which it is if nothing is said, or `portcullis:gate`.",
  );
export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** What the token endpoint takes: as JSON, or as the form of RFC 6749. */
export const tokenRequestSchema = z
  .discriminatedUnion("grant_type", [
    z.strictObject({
      grant_type: z.literal("refresh_token"),
      refresh_token: text.describe("The newest one, `pcr_…`."),
      audience,
      client_id: text.optional().describe("Not looked at: there is one kind of client."),
    }),
    z.strictObject({
      grant_type: z.literal(DEVICE_GRANT),
      device_code: text.describe("As it was given, `pcd_…`."),
      audience,
      client_id: text.optional().describe("Not looked at: there is one kind of client."),
    }),
  ])
  .meta({
    id: "TokenRequest",
    examples: [
      {
        grant_type: "refresh_token",
        refresh_token: `pcr_${"0".repeat(43)}_${"0".repeat(6)}`,
      },
    ],
  });

export const tokenAnswerSchema = z
  .strictObject({
    access_token: z
      .string()
      .describe("A signed token (RFC 9068) for the audience that was asked for."),
    token_type: z.literal("Bearer"),
    expires_in: z.int().describe("For how many seconds it is good."),
    refresh_token: z.string().describe("Good once, `pcr_…`: the next one comes with its use."),
  })
  .meta({ id: "TokenAnswer" });
