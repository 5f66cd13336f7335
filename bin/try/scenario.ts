/*
 * What `portcullis try` shows: calls that pass, and calls that are refused, each for its own reason.
 */
import type { Answer, TryClient } from "./client";

export type Step = {
  /** What was tried, in a few words. */
  readonly tried: string;
  readonly expected: "passed" | "refused";
  readonly got: "passed" | "refused";
  /** The rule that refused, as the answer names it. */
  readonly rule: string | null;
  readonly says: string;
  readonly requestId: string;
};

/** The evaluation rules allow echo thirty times a minute. */
const ECHO_LIMIT = 30;
const MINUTE_MS = 60_000;
const RULE = /by the rule (\S+|\([a-z :]+\))\.(?: |$)/;

/** Runs the governed grant through what its rules allow and refuse. */
export async function runGoverned(
  client: TryClient,
  say: (text: string) => void,
  wait: (milliseconds: number) => Promise<void> = sleep,
): Promise<Step[]> {
  const call = async (
    tried: string,
    expected: Step["expected"],
    tool: string,
    args: Record<string, unknown> = {},
  ) => step(tried, expected, await client.call(tool, args));
  return [
    await listStep(client),
    ...(await echoSteps(client, say, wait)),
    await call("get-sum with a = 1", "passed", "get-sum", { a: 1, b: 2 }),
    await call("get-sum with a = 1001", "refused", "get-sum", { a: 1001, b: 2 }),
    await call('get-sum with a = "1001"', "refused", "get-sum", { a: "1001", b: 2 }),
    await call("get-env, which is hidden", "refused", "get-env"),
    await call("no-such-tool, which is unlisted", "refused", "no-such-tool"),
  ];
}

/** Runs the open grant: the same server, everything allowed. */
export async function runOpen(client: TryClient): Promise<Step[]> {
  const { tools, requestId } = await client.list();
  const list: Step = {
    tried: "list the tools",
    expected: "passed",
    got: tools.includes("get-env") ? "passed" : "refused",
    rule: null,
    says: `${tools.length} tools`,
    requestId,
  };
  const sum = await client.call("get-sum", { a: 1001, b: 2 });
  return [list, step("get-sum with a = 1001", "passed", sum)];
}

async function listStep(client: TryClient): Promise<Step> {
  const { tools, requestId } = await client.list();
  const hidden = !tools.includes("get-env");
  return {
    tried: "list the tools",
    expected: "passed",
    got: hidden ? "passed" : "refused",
    rule: null,
    says: `${tools.length} tools, get-env ${hidden ? "is not among them" : "is among them"}`,
    requestId,
  };
}

/** Passes as often as a minute allows, and then once more. Waits where a minute is used up already. */
async function echoSteps(
  client: TryClient,
  say: (text: string) => void,
  wait: (milliseconds: number) => Promise<void>,
): Promise<Step[]> {
  let first = await client.call("echo", { message: "hello" });
  if (first.isError && first.text.includes("/tools/echo/limits/0")) {
    say("This minute's echoes were used before. Waiting for the next minute.");
    await wait(MINUTE_MS - (Date.now() % MINUTE_MS) + 250);
    first = await client.call("echo", { message: "hello" });
  }
  let passed = first.isError ? 0 : 1;
  let last = first;
  // A run that straddles two minutes has both minutes' echoes.
  while (!last.isError && passed <= 2 * ECHO_LIMIT) {
    last = await client.call("echo", { message: `hello ${passed}` });
    if (!last.isError) passed++;
  }
  return [
    step("echo", "passed", first),
    step(`echo again, after ${passed} had passed`, "refused", last),
  ];
}

function step(tried: string, expected: Step["expected"], answer: Answer): Step {
  const [line = ""] = answer.text.split("\n");
  return {
    tried,
    expected,
    got: answer.isError ? "refused" : "passed",
    rule: answer.isError ? (RULE.exec(answer.text)?.[1] ?? null) : null,
    says: answer.isError ? line.replace(/ Request id: \S+$/, "") : line,
    requestId: answer.requestId,
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
