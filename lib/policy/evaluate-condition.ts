import { RE2JS } from "re2js";
import { foldCase, InexactNumber, type JsonObject, type JsonValue } from "@/lib/kernel/json";
import type { Condition } from "./rules.schema";

/**
 * `uncertain`: the argument is missing, null, of another type than the condition's value, a number
 * that cannot be held exactly, or a text too long to be held against an expression. Nobody can say
 * then whether the condition holds, so `require` fails on it, and `deny_if` and `approve_if` fire:
 * `"1001"` does not slip past `gt 1000`.
 */
export type Verdict = "yes" | "no" | "uncertain";
export type Evaluator = (args: JsonObject | undefined) => Verdict;

const DIGITS = /^(?:0|[1-9]\d*)$/;

/**
 * A condition made ready to be asked many times. Expressions run on a linear-time engine (RE2), on
 * texts of at most `maxText` characters.
 */
export function compileCondition(condition: Condition, maxText: number): Evaluator {
  const path = condition.path.split(".").slice(1);
  if (condition.op === "exists") return (args) => exists(args, path, condition.value);
  const test = compileTest(condition, maxText);
  return (args) => test(valueAt(args, path));
}

/** The argument a path names, by own members only; undefined where there is none. */
export function valueAt(
  args: JsonObject | undefined,
  path: readonly string[],
): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const part of path) {
    if (Array.isArray(value)) value = itemAt(value, part);
    else if (typeof value !== "object" || value === null || value instanceof InexactNumber)
      return undefined;
    else value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

function itemAt(items: readonly JsonValue[], part: string): JsonValue | undefined {
  return DIGITS.test(part) ? items[Number(part)] : undefined;
}

/**
 * Whether there is an argument where a path points. One that is there but for the case of a name is
 * uncertain: many servers read names without regard to case.
 */
function exists(args: JsonObject | undefined, path: readonly string[], wanted: boolean): Verdict {
  const value = valueAt(args, path);
  if (value !== undefined && value !== null) return verdict(wanted);
  return looseMember(args, path) ? "uncertain" : verdict(!wanted);
}

function looseMember(value: JsonValue | undefined, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return value !== undefined && value !== null;
  if (typeof value !== "object" || value === null || value instanceof InexactNumber) return false;
  if (Array.isArray(value)) return looseMember(itemAt(value, part), rest);
  const folded = foldCase(part);
  return Object.entries(value).some(
    ([name, item]) => foldCase(name) === folded && looseMember(item, rest),
  );
}

type Test = (value: JsonValue | undefined) => Verdict;
const verdict = (holds: boolean): Verdict => (holds ? "yes" : "no");

function compileTest(condition: Exclude<Condition, { op: "exists" }>, maxText: number): Test {
  switch (condition.op) {
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
        typeof value === "string" && value.length <= maxText
          ? verdict(expression.matcher(value).find())
          : "uncertain";
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
