import { RE2JS } from "re2js";
import { InexactNumber, type JsonObject, type JsonValue } from "@/lib/kernel/json";
import type { Condition } from "./rules.schema";

/**
 * `uncertain`: the argument is missing, null, of another type than the condition's value, or a number
 * that cannot be held exactly. Nobody can say then whether the condition holds, so `require` fails on
 * it, and `deny_if` and `approve_if` fire: `"1001"` does not slip past `gt 1000`.
 */
export type Verdict = "yes" | "no" | "uncertain";
export type Evaluator = (args: JsonObject | undefined) => Verdict;

const DIGITS = /^(?:0|[1-9]\d*)$/;

/** A condition made ready to be asked many times. Expressions run on a linear-time engine (RE2). */
export function compileCondition(condition: Condition): Evaluator {
  const path = condition.path.split(".").slice(1);
  const test = compileTest(condition);
  return (args) => test(valueAt(args, path));
}

/** The argument a path names, by own members only; undefined where there is none. */
export function valueAt(
  args: JsonObject | undefined,
  path: readonly string[],
): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const part of path) {
    if (Array.isArray(value)) value = DIGITS.test(part) ? value[Number(part)] : undefined;
    else if (typeof value !== "object" || value === null || value instanceof InexactNumber)
      return undefined;
    else value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

type Test = (value: JsonValue | undefined) => Verdict;
const verdict = (holds: boolean): Verdict => (holds ? "yes" : "no");

function compileTest(condition: Condition): Test {
  switch (condition.op) {
    case "exists":
      return (value) => verdict((value !== undefined && value !== null) === condition.value);
    case "eq":
      return sameType(condition.value, (value) => value === condition.value);
    case "neq":
      return sameType(condition.value, (value) => value !== condition.value);
    case "in":
      return oneOfTypes(condition.value, (value) => condition.value.includes(value));
    case "not_in":
      return oneOfTypes(condition.value, (value) => !condition.value.includes(value));
    case "lt":
      return numeric((value) => value < condition.value);
    case "lte":
      return numeric((value) => value <= condition.value);
    case "gt":
      return numeric((value) => value > condition.value);
    case "gte":
      return numeric((value) => value >= condition.value);
    case "regex": {
      const expression = RE2JS.compile(condition.value);
      return (value) =>
        typeof value === "string" ? verdict(expression.matcher(value).find()) : "uncertain";
    }
    case "contains":
      return (value) => contains(value, condition.value);
  }
}

type Scalar = string | number | boolean;

function sameType(expected: Scalar, holds: (value: Scalar) => boolean): Test {
  return (value) =>
    isScalar(value) && typeof value === typeof expected ? verdict(holds(value)) : "uncertain";
}

function oneOfTypes(expected: readonly Scalar[], holds: (value: Scalar) => boolean): Test {
  const types = new Set(expected.map((item) => typeof item));
  return (value) =>
    isScalar(value) && types.has(typeof value) ? verdict(holds(value)) : "uncertain";
}

function numeric(holds: (value: number) => boolean): Test {
  return (value) => (typeof value === "number" ? verdict(holds(value)) : "uncertain");
}

/** A text contains a text; a list contains an item. A list with an item that cannot be compared is uncertain unless another item decides. */
function contains(value: JsonValue | undefined, expected: Scalar): Verdict {
  if (typeof value === "string" && typeof expected === "string")
    return verdict(value.includes(expected));
  if (!Array.isArray(value)) return "uncertain";
  if (value.some((item) => item === expected)) return "yes";
  return value.every((item) => isScalar(item) && typeof item === typeof expected)
    ? "no"
    : "uncertain";
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
