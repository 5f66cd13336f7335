import { z } from "zod";
import {
  countSchema,
  documentedAs,
  hashSchema,
  idSchema,
  momentSchema,
} from "@/lib/kernel/wire.schema";
import { ledgerEntryViewSchema } from "@/lib/ledger/ledger.schema";
import { OUTCOMES } from "./record";
import { GATE_STEPS } from "./steps";

const verdict = z.enum(["allow", "refuse"]);
const rule = z
  .string()
  .nullable()
  .describe("The rule that refused: a place in the rules document, or one of the built-in rules.");
const tool = z.string().nullable().describe("Null where the method is not about a tool.");

export const decisionViewSchema = z
  .strictObject({
    id: idSchema,
    at: momentSchema,
    serverId: idSchema,
    serverName: z.string(),
    grantId: idSchema,
    grantName: z.string(),
    method: z.string().describe("The method of the protocol, such as `tools/call`."),
    tool,
    decision: verdict,
    rule,
    why: z
      .string()
      .nullable()
      .describe("In plain words, why it was refused; null where it passed."),
    policyHash: hashSchema.nullable().describe("The rules that were in force."),
    definitionHash: hashSchema.nullable().describe("The tool's definition at that time."),
    argumentKeys: z.array(z.string()).describe("The arguments' names. Values are never kept."),
    argumentKeysMore: countSchema.describe("How many names are not listed."),
    redactionVersion: countSchema,
    requestId: z.string(),
    ledgerSeq: countSchema.describe("The ledger's entry of the decision."),
    outcome: documentedAs(z.string(), z.enum(OUTCOMES))
      .nullable()
      .describe("How an allowed call ended; null while it is open, and where it was refused."),
    outcomeSeq: countSchema.nullable().describe("The ledger's entry of the outcome."),
    upstreamStatus: z.int().nullable().describe("The upstream server's HTTP status."),
    durationMs: z.number().nullable(),
    steps: z
      .array(
        z.strictObject({
          step: z.enum(GATE_STEPS),
          microseconds: countSchema,
        }),
      )
      .describe("What each step in the gate took; an open call has those up to its judgement."),
  })
  .meta({
    id: "Decision",
    description: "One call that the gate judged.",
    examples: [
      {
        id: "0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
        at: "2026-11-21T09:15:00.412Z",
        serverId: "0199a1b2-7c3d-7e4f-8a5b-000000000001",
        serverName: "Payments",
        grantId: "0199a1b2-7c3d-7e4f-8a5b-000000000002",
        grantName: "Support agent",
        method: "tools/call",
        tool: "create_charge",
        decision: "refuse",
        rule: "/tools/create_charge/deny_if/0",
        why: "It is refused when amount is more than 1000, or amount is missing or of another type.",
        policyHash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        definitionHash: "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
        argumentKeys: ["amount", "customer"],
        argumentKeysMore: 0,
        redactionVersion: 1,
        requestId: "3f0c4f7e-6d2b-4a53-9d6f-1f6f2f1f5a10",
        ledgerSeq: 41,
        outcome: null,
        outcomeSeq: null,
        upstreamStatus: null,
        durationMs: null,
        steps: [
          { step: "authenticate", microseconds: 310 },
          { step: "read", microseconds: 90 },
          { step: "session", microseconds: 40 },
          { step: "judge", microseconds: 120 },
          { step: "record", microseconds: 2100 },
        ],
      },
    ],
  });

const reservationSchema = z
  .strictObject({
    scope: z.string(),
    counter: z.string(),
    period: z.string(),
    windowStart: momentSchema,
    amount: z.string().describe("A decimal number, written out so that none of it is lost."),
    state: documentedAs(z.string(), z.enum(["reserved", "charged", "refunded"])),
  })
  .meta({ id: "Reservation", description: "What the call took from one limit." });

export const decisionDetailSchema = decisionViewSchema
  .extend({
    otherwise: z
      .string()
      .nullable()
      .describe("Where it was refused: what would have had to be different."),
    history: z.array(ledgerEntryViewSchema).describe("The ledger's entries of this call."),
    reservations: z.array(reservationSchema),
  })
  .meta({ id: "DecisionDetail", description: "One call with its explanation and its history." });

export const decisionCountsSchema = z.strictObject({
  passed: countSchema,
  refused: countSchema,
  failed: countSchema.describe("Allowed, and ended otherwise than answered."),
  open: countSchema.describe("Allowed, and not ended yet."),
});

const ofServer = { serverId: idSchema, serverName: z.string() };

export const decisionSummarySchema = decisionCountsSchema
  .extend({
    from: momentSchema,
    to: momentSchema,
    series: z.array(decisionCountsSchema.extend({ at: momentSchema })).describe("In even steps."),
    refusals: z
      .array(
        z.strictObject({
          rule: z.string(),
          tool,
          ...ofServer,
          count: countSchema,
          lastAt: momentSchema,
          why: z.string(),
        }),
      )
      .describe("The rules that refused most."),
    tools: z
      .array(decisionCountsSchema.extend({ tool, ...ofServer }))
      .describe("The tools that were called most."),
  })
  .meta({ id: "DecisionSummary" });

export const dryRunCallSchema = z.strictObject({
  decisionId: idSchema,
  at: momentSchema,
  method: z.string(),
  tool,
  was: z.strictObject({ decision: verdict, rule }),
  would: z.strictObject({
    decision: z
      .enum(["allow", "refuse", "depends"])
      .describe("`depends`: a condition looks at a value, and values are not kept."),
    rule,
  }),
  changed: z.boolean(),
});

export const dryRunResultSchema = z
  .strictObject({
    hash: hashSchema,
    calls: z.array(dryRunCallSchema),
    summary: z.strictObject({
      replayed: countSchema,
      same: countSchema,
      nowRefused: countSchema,
      nowAllowed: countSchema,
      depends: countSchema,
    }),
  })
  .meta({ id: "DryRun", description: "What draft rules would have answered to recent calls." });
