import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { documentedAs } from "@/lib/kernel/wire.schema";
import { rulesSchema } from "@/lib/policy/rules.schema";
import { mayCarryCredential } from "./credential-header";

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, "A header's name is letters, digits and dashes")
  .transform((name) => name.toLowerCase())
  .refine(
    mayCarryCredential,
    "This header steers the request itself and cannot carry a credential",
  );
const headerValue = z
  .string()
  .min(1)
  .max(8192)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, "The value must be printable ASCII");

/** A credential as it is given: a bearer token alone, or a header and its whole value. */
export const credentialSchema = z
  .union([
    headerValue
      .transform((token) => ({ header: "authorization", value: `Bearer ${token}` }))
      .describe("A bearer token."),
    z
      .strictObject({ header: headerName.default("authorization"), value: headerValue })
      .describe("A header, and all of its value."),
  ])
  .describe("What the upstream server asks for. Sealed at once, and never given back.");

export const newServerSchema = z
  .strictObject({
    name: displayName("Give the server a name"),
    url: z
      .url({ protocol: /^https?$/, error: "Give the server's http or https address" })
      .max(2000),
    credential: credentialSchema.optional(),
  })
  .meta({
    id: "NewServer",
    examples: [
      { name: "Payments", url: "https://mcp.example.com/mcp", credential: "a-bearer-token" },
      {
        name: "Search",
        url: "https://search.example.com/mcp",
        credential: { header: "x-api-key", value: "a-key" },
      },
    ],
  });
export type NewServerInput = z.output<typeof newServerSchema>;

export const newGrantSchema = z
  .strictObject({
    name: displayName("Give the grant a name"),
    expiresAt: z.iso
      .datetime({ offset: true, error: "Give a date and time with its offset" })
      .nullish()
      .describe("When it ends by itself; never if left out."),
  })
  .meta({
    id: "NewGrant",
    examples: [{ name: "Support agent" }, { name: "Trial", expiresAt: "2027-01-31T12:00:00Z" }],
  });
export type NewGrantInput = z.output<typeof newGrantSchema>;

const hash = z.string().regex(/^[0-9a-f]{64}$/, "A hash is 64 hexadecimal digits");
const envelope = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  expectedHash: hash
    .nullish()
    .describe("The hash of the version this one replaces; refused if another came in between."),
  onlyFirst: z
    .boolean()
    .optional()
    .describe("Publishes only where nothing was published before; refused otherwise."),
});

/** What is published: the rules document as it stands, or in an envelope with the hash it replaces. */
export const publishRulesSchema = z.union([
  envelope,
  documentedAs(
    z
      .custom<object>(
        (value) => typeof value === "object" && value !== null && !("document" in value),
      )
      .transform((document) => ({ document, expectedHash: null })),
    rulesSchema,
  ),
]);

export const dryRunSchema = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  limit: z.number().int().min(1).max(1000).default(200).describe("How many of the last calls."),
});

export const tryCallSchema = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  tool: z.string().min(1, "Name a tool").max(256),
  arguments: z.record(z.string(), z.unknown()).optional().describe("The call's arguments."),
});
