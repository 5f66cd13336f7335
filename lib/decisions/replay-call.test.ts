import { expect, it } from "vitest";
import type { RulesDocument } from "@/lib/policy";
import { type RecordedCall, replayCall } from "./replay-call";

const over: RulesDocument = {
  version: 1,
  default: "deny",
  tools: { sum: { deny_if: [{ path: "args.a", op: "gt", value: 1000 }] } },
};
const call = (more: Partial<RecordedCall> = {}): RecordedCall => ({
  method: "tools/call",
  tool: "sum",
  argumentKeys: ["a"],
  argumentKeysMore: 0,
  decision: "allow",
  rule: null,
  ...more,
});

it.each<[string, RulesDocument, RecordedCall, RulesDocument | null, unknown]>([
  [
    "an unlisted tool",
    { version: 1, default: "deny" },
    call(),
    null,
    { verdict: "refuse", rule: "(default deny)" },
  ],
  [
    "an unlisted tool under default allow",
    { version: 1, default: "allow" },
    call(),
    null,
    { verdict: "allow" },
  ],
  [
    "a hidden tool",
    { version: 1, default: "allow", hide: ["sum"] },
    call(),
    null,
    { verdict: "refuse", rule: "(hidden)" },
  ],
  [
    "a tool without conditions",
    { version: 1, default: "deny", tools: { sum: {} } },
    call(),
    null,
    { verdict: "allow" },
  ],
  [
    "a condition on a value",
    over,
    call(),
    null,
    { verdict: "depends", rule: "/tools/sum/deny_if/0" },
  ],
  ["the same condition as in force, which let it pass", over, call(), over, { verdict: "allow" }],
  [
    "the same condition as in force, which refused it",
    over,
    call({ decision: "refuse", rule: "/tools/sum/deny_if/0" }),
    over,
    { verdict: "refuse", rule: "/tools/sum/deny_if/0" },
  ],
  [
    "a condition on an argument that was not given",
    over,
    call({ argumentKeys: [] }),
    null,
    { verdict: "refuse", rule: "/tools/sum/deny_if/0" },
  ],
  [
    "an argument that may be among the uncounted",
    over,
    call({ argumentKeys: [], argumentKeysMore: 2 }),
    null,
    { verdict: "depends", rule: "/tools/sum/deny_if/0" },
  ],
  [
    "a resource under default deny",
    over,
    call({ method: "resources/read", tool: null }),
    null,
    { verdict: "refuse", rule: "(default deny)" },
  ],
  [
    "a tool named like a member of every object",
    { version: 1, default: "deny", tools: {} },
    call({ tool: "constructor" }),
    null,
    { verdict: "refuse", rule: "(default deny)" },
  ],
])(
  "a draft says of %s what the gate would have said",
  (_name, draft, recorded, inForce, expected) => {
    expect(replayCall(draft, recorded, inForce)).toEqual(expected);
  },
);
