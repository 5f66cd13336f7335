import { z } from "zod";
import {
  countSchema,
  documentedAs,
  hashSchema,
  idSchema,
  momentSchema,
} from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";
import { rulesSchema } from "@/lib/policy/rules.schema";

const mcpUrl = z.string().describe("The address an agent connects to, with a grant.");
const reached = {
  kind: z.enum(["http", "stdio"]).describe("At an address, or a command on the gate's machine."),
  url: z.string().nullable().describe("The upstream server's address; null for a command."),
  command: z.string().nullable().describe("The executable; null for a server at an address."),
};
const rulesVersion = z.int().min(1).describe("Counted from 1 for each server.");
const actor = z.string().describe("Who did it, as the ledger names them.");

export const serverSummarySchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    ...reached,
    mcpUrl,
    createdAt: momentSchema,
    hasCredential: z.boolean(),
    rules: z
      .strictObject({ version: rulesVersion, hash: hashSchema })
      .nullable()
      .describe("The rules in force; null while none were published, and then nothing passes."),
    tools: countSchema.describe("How many tools it was last seen to offer."),
    grants: countSchema.describe("How many grants are not revoked."),
  })
  .meta({
    id: "ServerSummary",
    examples: [
      {
        id: "0199a1b2-7c3d-7e4f-8a5b-000000000001",
        name: "Payments",
        kind: "http",
        url: "https://mcp.example.com/mcp",
        command: null,
        mcpUrl: "https://gate.example.com/mcp/0199a1b2-7c3d-7e4f-8a5b-000000000001",
        createdAt: "2026-11-20T08:00:00.000Z",
        hasCredential: true,
        rules: {
          version: 3,
          hash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        },
        tools: 12,
        grants: 2,
      },
    ],
  });

export const toolViewSchema = z
  .strictObject({
    name: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    definition: z.unknown().describe("The tool as the server describes it."),
    definitionHash: hashSchema,
    firstSeenAt: momentSchema,
    seenAt: momentSchema,
  })
  .meta({ id: "Tool", description: "A tool as it was last seen." });

export const serverViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    ...reached,
    args: z.array(z.string()).describe("The command's arguments."),
    env: z.record(z.string(), z.string()).describe("Its variables that are no secrets."),
    mcpUrl,
    workspaceId: idSchema,
    createdAt: momentSchema,
    credential: z
      .strictObject({
        header: z.string().nullable().describe("The header it goes in, at an address."),
        variable: z.string().nullable().describe("The variable it goes in, for a command."),
        createdAt: momentSchema,
      })
      .nullable()
      .describe("Where its credential goes. The credential itself is never given back."),
    rules: z
      .strictObject({ version: rulesVersion, hash: hashSchema, publishedAt: momentSchema })
      .nullable(),
    tools: z.array(toolViewSchema),
    toolsCheckedAt: momentSchema.nullable(),
    toolsError: z
      .string()
      .nullable()
      .describe("Why the server could not be asked, if it could not."),
  })
  .meta({ id: "Server", description: "One server with the tools it was last seen to offer." });

export const registeredServerSchema = z
  .strictObject({ id: idSchema, name: z.string(), ...reached, mcpUrl, receipt: receiptSchema })
  .meta({ id: "RegisteredServer" });

export const discoveredToolsSchema = z
  .strictObject({
    tools: countSchema.describe("How many tools it offers."),
    error: z
      .string()
      .nullable()
      .describe("Why it could not be asked; the tools known so far stay."),
    receipt: receiptSchema,
  })
  .meta({ id: "DiscoveredTools" });

export const rulesViewSchema = z
  .strictObject({
    version: rulesVersion,
    hash: hashSchema,
    document: documentedAs(z.unknown(), rulesSchema),
    publishedAt: momentSchema,
    publishedBy: actor,
  })
  .meta({ id: "RulesVersion", description: "One version of a server's rules." });

export const publishedRulesSchema = z
  .strictObject({ version: rulesVersion, hash: hashSchema, receipt: receiptSchema })
  .meta({ id: "PublishedRules" });

export const triedCallSchema = z
  .strictObject({
    decision: z.enum(["allow", "refuse"]),
    rule: z.string().nullable().describe("The rule that refuses; null where the call would pass."),
    why: z.string().nullable().describe("In plain words, why it would be refused."),
    otherwise: z.string().nullable().describe("What would have to be different."),
    limits: z
      .array(
        z.strictObject({
          rule: z.string().describe("Where the limit stands in the draft."),
          counter: z.string(),
          amount: z.number().describe("What the call takes from it."),
          words: z.string().describe("The limit in plain words."),
        }),
      )
      .describe(
        "The limits a call that passes counts against. Whether one is used up is not asked.",
      ),
    hash: hashSchema.describe("The hash of the draft that was asked."),
  })
  .meta({ id: "TriedCall", description: "What a draft would say to a call." });

export const grantViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    lastFour: z.string().describe("The token's last four characters."),
    createdAt: momentSchema,
    createdBy: actor,
    expiresAt: momentSchema.nullable(),
    revokedAt: momentSchema.nullable(),
    lastUsedAt: momentSchema.nullable().describe("Noted at most once a minute."),
    beyondMaker: z
      .boolean()
      .describe(
        "Whether it works and the member behind it could not make it today: they may make no grants, or do not see its workspace.",
      ),
  })
  .meta({
    id: "Grant",
    description: "What lets an agent call one server.",
    examples: [
      {
        id: "0199a1b2-7c3d-7e4f-8a5b-000000000002",
        name: "Support agent",
        lastFour: "k3Qz",
        createdAt: "2026-11-20T08:05:00.000Z",
        createdBy: "member:0199a1b2-7c3d-7e4f-8a5b-000000000003",
        expiresAt: null,
        revokedAt: null,
        lastUsedAt: "2026-11-21T09:15:00.000Z",
        beyondMaker: false,
      },
    ],
  });

/** A grant as it was made: its token is not shown again. */
export const createdGrantSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    token: z.string().describe("The agent's bearer token, `pcg_…`. Shown this once."),
    mcpUrl,
    receipt: receiptSchema,
  })
  .meta({ id: "CreatedGrant" });
