import type { Condition, Limit } from "./rules.schema";

const COMPARED: Readonly<Record<Exclude<Condition["op"], "exists">, string>> = {
  eq: "is",
  neq: "is not",
  in: "is one of",
  not_in: "is none of",
  lt: "is below",
  lte: "is at most",
  gt: "is above",
  gte: "is at least",
  regex: "matches",
  contains: "contains",
};

/** A condition as a phrase: `a is above 1000`. */
export function describeCondition(condition: Condition): string {
  const name = condition.path.replace(/^args\./, "");
  if (condition.op === "exists")
    return condition.value ? `${name} is given` : `${name} is not given`;
  const value = Array.isArray(condition.value)
    ? condition.value.join(", ")
    : String(condition.value);
  return `${name} ${COMPARED[condition.op]} ${value}`;
}

/** A limit as a phrase: `30 calls a minute for each grant`. */
export function describeLimit(limit: Limit): string {
  const what =
    limit.increment_from === undefined
      ? limit.max === 1
        ? "call"
        : "calls"
      : `of ${limit.increment_from.replace(/^args\./, "")}`;
  const scope = {
    grant: "for each grant",
    workspace: "in the workspace",
    provider: "on this server",
    tenant: "in the whole organisation",
  };
  return `${limit.max} ${what} a ${limit.window} ${scope[limit.scope]}`;
}
