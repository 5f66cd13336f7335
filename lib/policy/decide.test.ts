import { describe, expect, it } from "vitest";
import { type JsonObject, parseStrictJson } from "@/lib/kernel";
import { checkRules } from "./check-rules";
import { compileRules } from "./compile-rules";
import { decide, decideOther, toolIsListed } from "./decide";
import type { Condition } from "./rules.schema";

const args = (text: string) => parseStrictJson(Buffer.from(text), { maxDepth: 16 }) as JsonObject;
const rulesWith = (kind: "require" | "deny_if" | "approve_if", condition: unknown) =>
  compileRules({ version: 1, default: "deny", tools: { t: { [kind]: [condition] } } });

function passes(
  kind: "require" | "deny_if" | "approve_if",
  condition: unknown,
  text: string,
): boolean {
  return decide(rulesWith(kind, condition), "t", args(text)).decision === "allow";
}

const gt: Condition = { path: "args.a", op: "gt", value: 1000 };

describe("a condition", () => {
  it.each([
    ["a number over the bound", '{"a":1001}', false],
    ["a number at the bound", '{"a":1000}', true],
    ["the number as a text", '{"a":"1001"}', false],
    ["a small number as a text", '{"a":"1"}', false],
    ["nothing", "{}", false],
    ["null", '{"a":null}', false],
    ["a list", '{"a":[1]}', false],
    ["true", '{"a":true}', false],
    ["a number that cannot be held exactly", '{"a":9007199254740993}', false],
    ["a number beyond every double", '{"a":1e999}', false],
    ["a small number that cannot be held exactly", '{"a":0.1000000000000000055}', false],
  ])("deny_if a > 1000 lets %s through: %s → %s", (_name, text, through) => {
    expect(passes("deny_if", gt, text)).toBe(through);
    expect(passes("approve_if", gt, text)).toBe(through);
  });

  it.each([
    ["eq", { op: "eq", value: "x" }, '{"a":"x"}', '{"a":"y"}'],
    ["eq on booleans", { op: "eq", value: false }, '{"a":false}', '{"a":0}'],
    ["neq", { op: "neq", value: "x" }, '{"a":"y"}', '{"a":"x"}'],
    ["neq of another type", { op: "neq", value: "x" }, '{"a":"y"}', '{"a":1}'],
    ["in", { op: "in", value: ["x", 2] }, '{"a":2}', '{"a":"2"}'],
    ["not_in", { op: "not_in", value: ["x"] }, '{"a":"y"}', '{"a":"x"}'],
    ["not_in of another type", { op: "not_in", value: ["x"] }, '{"a":"y"}', '{"a":1}'],
    ["lt", { op: "lt", value: 2 }, '{"a":1}', '{"a":2}'],
    ["lte", { op: "lte", value: 2 }, '{"a":2}', '{"a":3}'],
    ["gte", { op: "gte", value: 2 }, '{"a":2}', '{"a":1}'],
    ["regex finds", { op: "regex", value: "^re[a-z]+$" }, '{"a":"read"}', '{"a":"write"}'],
    ["regex on a number", { op: "regex", value: "1" }, '{"a":"1"}', '{"a":1}'],
    ["contains in a text", { op: "contains", value: "b" }, '{"a":"abc"}', '{"a":"xyz"}'],
    ["contains in a list", { op: "contains", value: "b" }, '{"a":["b",1]}', '{"a":["c"]}'],
    ["exists", { op: "exists" }, '{"a":0}', '{"a":null}'],
    ["exists: false", { op: "exists", value: false }, "{}", '{"a":1}'],
  ])(
    "require %s holds for the one and not for the other, and never without the argument",
    (_name, condition, yes, no) => {
      const full = { path: "args.a", ...condition };
      expect(passes("require", full, yes)).toBe(true);
      expect(passes("require", full, no)).toBe(false);
      if (condition.op !== "exists") expect(passes("require", full, "{}")).toBe(false);
    },
  );

  it("reads nested arguments and list items by own members only", () => {
    const nested = { path: "args.a.b.0", op: "eq", value: 1 };
    expect(passes("require", nested, '{"a":{"b":[1]}}')).toBe(true);
    expect(passes("require", { path: "args.constructor.name", op: "exists" }, "{}")).toBe(false);
    expect(passes("require", { path: "args.a.length", op: "exists" }, '{"a":"text"}')).toBe(false);
    expect(passes("require", { path: "args.a.length", op: "exists" }, '{"a":[1]}')).toBe(false);
  });

  it.each([
    ['{"A":1}', "args.a"],
    ['{"a":{"B":[1]}}', "args.a.b.0"],
    ['{"A":{"b":1}}', "args.a.b"],
    ['{"a":{"c":1},"\u212a":1}', "args.k"],
  ])("takes %s for neither having nor lacking %s, which some servers read in it", (text, path) => {
    expect(passes("deny_if", { path, op: "exists" }, text)).toBe(false);
    expect(passes("require", { path, op: "exists" }, text)).toBe(false);
    expect(passes("require", { path, op: "exists", value: false }, text)).toBe(false);
  });

  it.each(['{"A":null}', '{"b":1}', '{"ab":1}', "{}"])("finds no args.a in %s", (text) => {
    expect(passes("deny_if", { path: "args.a", op: "exists" }, text)).toBe(true);
  });

  it("holds no text against an expression for longer than a moment", () => {
    const slow = { path: "args.a", op: "regex", value: "(.{0,900}a).{0,90}b$" };
    const long = (length: number) => JSON.stringify({ a: "ab".repeat(length / 2) });
    const before = performance.now();
    expect(passes("deny_if", slow, long(4_000_000))).toBe(false);
    expect(passes("require", slow, long(4_000_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(passes("require", slow, long(2_000))).toBe(true);
    expect(passes("require", { ...slow, value: "^[ab]+$" }, long(200_000))).toBe(true);
  });

  it("answers an expression that would hang a backtracking engine in linear time", () => {
    const hostile = { path: "args.a", op: "regex", value: "(a+)+$" };
    // A backtracking engine takes longer than the age of the universe; the test would time out.
    expect(passes("require", hostile, JSON.stringify({ a: `${"a".repeat(20_000)}!` }))).toBe(false);
  });
});

describe("an expression that is too large", () => {
  const document = (value: string, tools = 1) => ({
    version: 1,
    default: "deny",
    tools: Object.fromEntries(
      Array.from({ length: tools }, (_, n) => [
        `t${n}`,
        { require: [{ path: "args.a", op: "regex", value }] },
      ]),
    ),
  });

  it("is refused by its place", () => {
    expect(checkRules(document("a{0,1000}a{0,1000}"))).toMatchObject({
      valid: false,
      faults: [{ path: "/tools/t0/require/0/value", message: expect.stringContaining("steps") }],
    });
    expect(checkRules(document("a{0,900}"))).toMatchObject({ valid: true });
  });

  it("is refused together with others, and what comes after is not even compiled", () => {
    expect(checkRules(document("a{0,900}", 5))).toMatchObject({ valid: true });
    const before = performance.now();
    const checked = checkRules(document("(a{0,1000}b)".repeat(80), 200));
    expect(checked).toMatchObject({ valid: false });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(checkRules(document("a{0,900}", 6))).toMatchObject({
      valid: false,
      faults: [{ path: "/tools/t5/require/0/value" }],
    });
  });
});

describe("the order of rules", () => {
  const rules = compileRules({
    version: 1,
    default: "deny",
    hide: ["secret"],
    all_tools: { limits: [{ counter: "all", window: "minute", max: 5 }] },
    tools: {
      secret: {},
      free: {},
      "a/b~c": { deny_if: [{ path: "args.x", op: "exists" }] },
      full: {
        require: [{ path: "args.r", op: "eq", value: 1 }],
        deny_if: [{ path: "args.d", op: "exists" }],
        approve_if: [{ path: "args.p", op: "exists" }],
        limits: [
          { counter: "full", window: "day", max: 9, scope: "tenant", increment_from: "args.n" },
        ],
      },
    },
  });

  it.each([
    ["secret", "{}", "(hidden)"],
    ["other", "{}", "(default deny)"],
    ["constructor", "{}", "(default deny)"],
    ["full", '{"d":1,"p":1}', "/tools/full/require/0"],
    ["full", '{"r":1,"d":1,"p":1}', "/tools/full/deny_if/0"],
    ["full", '{"r":1,"p":1}', "/tools/full/approve_if/0"],
    ["full", '{"r":1}', "/tools/full/limits/0"],
    ["full", '{"r":1,"n":-1}', "/tools/full/limits/0"],
    ["full", '{"r":1,"n":"1"}', "/tools/full/limits/0"],
    ["full", '{"r":1,"n":9007199254740993}', "/tools/full/limits/0"],
    ["a/b~c", '{"x":1}', "/tools/a~1b~0c/deny_if/0"],
  ])("%s with %s is refused by %s", (tool, text, rule) => {
    expect(decide(rules, tool, args(text))).toEqual({ decision: "refuse", rule });
  });

  it("plans the limits of all tools before the tool's own, with the amount to count", () => {
    expect(decide(rules, "full", args('{"r":1,"n":2.5}'))).toEqual({
      decision: "allow",
      limits: [
        {
          counter: "all",
          period: "minute",
          scope: "grant",
          max: 5,
          amount: 1,
          rule: "/all_tools/limits/0",
        },
        {
          counter: "full",
          period: "day",
          scope: "tenant",
          max: 9,
          amount: 2.5,
          rule: "/tools/full/limits/0",
        },
      ],
    });
  });

  it("lets nothing pass without rules, and resources only under default allow", () => {
    expect(decide(null, "free", undefined)).toEqual({ decision: "refuse", rule: "(no policy)" });
    expect(decideOther(null, undefined).decision).toBe("refuse");
    expect(decideOther(rules, undefined)).toEqual({ decision: "refuse", rule: "(default deny)" });
    expect(decideOther(compileRules({ version: 1, default: "allow" }), undefined).decision).toBe(
      "allow",
    );
  });

  it("lists refused tools and leaves hidden ones off", () => {
    expect([
      toolIsListed(rules, "secret"),
      toolIsListed(rules, "other"),
      toolIsListed(null, "x"),
    ]).toEqual([false, true, false]);
  });

  it("allows an unlisted tool under default allow, and still counts it", () => {
    const open = compileRules({
      version: 1,
      default: "allow",
      all_tools: { limits: [{ counter: "c", window: "hour", max: 1 }] },
    });
    expect(decide(open, "anything", undefined)).toMatchObject({
      decision: "allow",
      limits: [{ counter: "c" }],
    });
  });
});

describe("a rules document", () => {
  it.each([
    ["another version", { version: 2, default: "deny" }, "/version"],
    ["no default", { version: 1 }, "/default"],
    ["an unknown member", { version: 1, default: "deny", allow: [] }, ""],
    [
      "an unknown operator",
      {
        version: 1,
        default: "deny",
        tools: { t: { require: [{ path: "args.a", op: "like", value: "x" }] } },
      },
      "/tools/t/require/0/op",
    ],
    [
      "a path outside the arguments",
      {
        version: 1,
        default: "deny",
        tools: { t: { require: [{ path: "headers.a", op: "exists" }] } },
      },
      "/tools/t/require/0/path",
    ],
    [
      "a comparison with a text",
      {
        version: 1,
        default: "deny",
        tools: { t: { deny_if: [{ path: "args.a", op: "gt", value: "1" }] } },
      },
      "/tools/t/deny_if/0/value",
    ],
    [
      "an expression that does not compile",
      {
        version: 1,
        default: "deny",
        tools: { t: { require: [{ path: "args.a", op: "regex", value: "(" }] } },
      },
      "/tools/t/require/0/value",
    ],
    [
      "a back-reference, which no linear-time engine has",
      {
        version: 1,
        default: "deny",
        tools: { t: { require: [{ path: "args.a", op: "regex", value: "(a)\\1" }] } },
      },
      "/tools/t/require/0/value",
    ],
    [
      "a limit counted twice",
      {
        version: 1,
        default: "deny",
        all_tools: { limits: [{ counter: "c", window: "day", max: 1 }] },
        tools: { t: { limits: [{ counter: "c", window: "day", max: 2 }] } },
      },
      "/tools/t/limits/0",
    ],
    [
      "a tool called __proto__",
      JSON.parse('{"version":1,"default":"allow","tools":{"__proto__":{"deny_if":[]}}}'),
      "/tools/__proto__",
    ],
    [
      "a negative maximum",
      {
        version: 1,
        default: "deny",
        tools: { t: { limits: [{ counter: "c", window: "day", max: -1 }] } },
      },
      "/tools/t/limits/0/max",
    ],
    ["no object", "text", ""],
  ])("with %s is refused whole, at its place", (_name, document, path) => {
    let thrown: unknown;
    try {
      compileRules(document);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "invalid_rules" });
    const { fields } = (thrown as { extensions: { fields: { path: string }[] } }).extensions;
    expect(fields.map((fault) => fault.path)).toContain(path);
  });

  it("has one hash however its keys are ordered", () => {
    const one = compileRules({ version: 1, default: "deny", tools: { a: {}, b: {} } });
    const two = compileRules({ tools: { b: {}, a: {} }, default: "deny", version: 1 });
    expect(two.hash).toBe(one.hash);
    expect(compileRules({ version: 1, default: "allow", tools: { a: {}, b: {} } }).hash).not.toBe(
      one.hash,
    );
  });
});
