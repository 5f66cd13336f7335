import { isDeepStrictEqual } from "node:util";
import { type Config, log, type Problem } from "@/lib/kernel";
import type { Endpoint, Method, Reply } from "./endpoint";
import { problemsOf } from "./problems-of";

/**
 * Holds an answer against what its endpoint declares: the status, and the body with not a member
 * more. A test fails on the first that differs; an evaluation says so in its log; in production
 * nothing is checked, since an answer that is odd is better than none.
 */
export function keepToAnswer(endpoint: Endpoint, reply: Reply, config: Pick<Config, "mode">): void {
  if (config.mode !== "evaluation") return;
  const { gives, status = 200 } = endpoint;
  const sent: unknown = JSON.parse(JSON.stringify(reply.body));
  const parsed = gives.safeParse(sent);
  if (reply.status !== status) depart(endpoint, `status ${reply.status}`);
  else if (!parsed.success) depart(endpoint, parsed.error.message);
  else if (!isDeepStrictEqual(parsed.data, sent)) depart(endpoint, "a member it does not declare");
}

/** Holds a problem against those its endpoint declares, in the same way. */
export function keepToProblems(
  endpoint: Endpoint,
  method: Method,
  problem: Problem,
  config: Pick<Config, "mode">,
): void {
  if (config.mode !== "evaluation") return;
  if (!problemsOf(method, endpoint).has(problem.code)) depart(endpoint, `problem ${problem.code}`);
}

function depart({ operation }: Endpoint, what: string): void {
  const departure = `${operation} departs from what it declares: ${what}`;
  if (process.env.NODE_ENV === "test") throw new Error(departure);
  log.error("an answer departs from what is declared", { departure });
}
