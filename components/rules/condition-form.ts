import {
  type Condition,
  conditionSchema,
  OPERATORS,
  type Operator,
} from "@/lib/policy/rules.schema";
import type { ArgumentType, SchemaPath } from "./schema-paths";

export type Scalar = string | number | boolean;
/** A condition as it stands in its row of controls: its value is text until it is judged. */
export type ConditionForm = {
  readonly path: string;
  readonly op: Operator;
  readonly value: string;
  /** What the value's text is to be read as, where the schema does not say. */
  readonly as: "string" | "number" | "boolean";
};

export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
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
  exists: "is given",
};

const BY_TYPE: Readonly<Record<ArgumentType, readonly Operator[]>> = {
  number: ["gt", "gte", "lt", "lte", "eq", "neq", "in", "not_in", "exists"],
  string: ["eq", "neq", "in", "not_in", "contains", "regex", "exists"],
  boolean: ["eq", "neq", "exists"],
  array: ["contains", "exists"],
  object: ["exists"],
  any: OPERATORS,
};

/** The operators that can hold for an argument of a type; the one in use is always among them. */
export function operatorsFor(type: ArgumentType, used: Operator): readonly Operator[] {
  const fitting = BY_TYPE[type];
  return fitting.includes(used) ? fitting : [...fitting, used];
}

/** The operator to go on with when another argument is chosen: the same one, if it fits. */
export function operatorAfter(type: ArgumentType, used: Operator): Operator {
  const fitting = BY_TYPE[type];
  return fitting.includes(used) ? used : (fitting[0] ?? used);
}

const ORDERED: readonly Operator[] = ["lt", "lte", "gt", "gte"];
const LISTED: readonly Operator[] = ["in", "not_in"];

/** What kind of value an operator takes for an argument, or null where one may choose. */
export function valueKind(
  op: Operator,
  schema: SchemaPath | undefined,
): "string" | "number" | "boolean" | null {
  if (op === "exists") return "boolean";
  if (ORDERED.includes(op)) return "number";
  if (op === "regex") return "string";
  const { type, choices = [] } = schema ?? { type: "any" };
  if (type === "string" || type === "number" || type === "boolean") return type;
  const kinds = new Set(choices.map((choice) => typeof choice));
  const [only] = kinds;
  return kinds.size === 1 ? (only as "string" | "number" | "boolean") : null;
}

/** A condition as its row of controls shows it. */
export function formOf(condition: Condition): ConditionForm {
  const { path, op, value } = condition;
  const [sample] = Array.isArray(value) ? value : [value];
  const as = typeof sample === "number" || typeof sample === "boolean" ? typeof sample : "string";
  return { path, op, value: valueText(value), as: as as ConditionForm["as"] };
}

function valueText(value: Condition["value"]): string {
  if (!Array.isArray(value)) return String(value);
  const plain = value.every((item) => !/[",[\]]|^\s|\s$/.test(String(item)));
  const oneKind = new Set(value.map((item) => typeof item)).size === 1;
  return plain && oneKind ? value.join(", ") : JSON.stringify(value);
}

export type Judged =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string };

/** The condition a row of controls stands for, judged by the schema of the rules; or what is amiss. */
export function judgeForm(form: ConditionForm, schema: SchemaPath | undefined): Judged {
  const { path, op } = form;
  const kind = valueKind(op, schema) ?? form.as;
  const value = LISTED.includes(op) ? listFrom(form.value, kind) : scalarFrom(form.value, kind);
  if (value === undefined) return { ok: false, message: NEEDED[kind] };
  const judged = conditionSchema.safeParse({ path, op, value });
  if (judged.success) return { ok: true, condition: judged.data };
  const [issue] = judged.error.issues;
  return { ok: false, message: issue?.message ?? "This condition is not complete" };
}

const NEEDED = {
  number: "Give a number",
  boolean: "Choose yes or no",
  string: "Give a value",
} as const;

function scalarFrom(text: string, kind: ConditionForm["as"]): Scalar | undefined {
  if (kind === "string") return text === "" ? undefined : text;
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  const trimmed = text.trim();
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** Values set apart by commas, or a list as JSON where one of them has a comma in it. */
function listFrom(text: string, kind: ConditionForm["as"]): Scalar[] | undefined {
  if (text.trim().startsWith("[")) {
    try {
      return JSON.parse(text) as Scalar[];
    } catch {
      return undefined;
    }
  }
  const parts = text.split(",").map((part) => part.trim());
  const values = parts.flatMap((part) => (part === "" ? [] : [scalarFrom(part, kind)]));
  return values.length === 0 || values.includes(undefined) ? undefined : (values as Scalar[]);
}
