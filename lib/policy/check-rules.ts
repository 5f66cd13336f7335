import type { FieldFault } from "@/lib/kernel/errors";
import { expressionSteps, MAX_DOCUMENT_STEPS, MAX_EXPRESSION_STEPS } from "./expression-size";
import { pointer } from "./pointer";
import { type Limit, type RulesDocument, rulesSchema } from "./rules.schema";

export type RulesCheck =
  | { readonly valid: true; readonly document: RulesDocument }
  | { readonly valid: false; readonly faults: readonly FieldFault[] };

/**
 * Whether a value is a version 1 rules document that can be enforced: of the right shape, every
 * expression compiling on the linear-time engine into a program that is not too large, and no limit
 * counted twice by one call. Each fault
 * names its place as a JSON pointer. Pure, so that an editor checks with the same code as the gate.
 */
export function checkRules(value: unknown): RulesCheck {
  const parsed = rulesSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      path: pointer(...issue.path.map((part) => (typeof part === "symbol" ? "?" : part))),
      message: issue.message,
    }));
    return { valid: false, faults };
  }
  const document = parsed.data;
  const faults = [
    ...namesThatVanish(value),
    ...expressionsThatFail(document),
    ...limitsCountedTwice(document),
  ];
  return faults.length === 0 ? { valid: true, document } : { valid: false, faults };
}

/** A key that JavaScript objects treat specially would be dropped in parsing, and its rule with it. */
function namesThatVanish(value: unknown): FieldFault[] {
  const tools = (value as { tools?: object }).tools ?? {};
  return Object.hasOwn(tools, "__proto__")
    ? [{ path: pointer("tools", "__proto__"), message: "A tool cannot have this name" }]
    : [];
}

function expressionsThatFail(document: RulesDocument): FieldFault[] {
  const faults: FieldFault[] = [];
  let together = 0;
  for (const { path, value } of expressionsOf(document)) {
    const { steps, message } = measure(value);
    if (message !== null) faults.push({ path, message });
    together += steps;
    if (together <= MAX_DOCUMENT_STEPS) continue;
    faults.push({ path, message: "With those before it, the expressions are too large together" });
    // Compiling the rest would cost what the bound is there to save.
    break;
  }
  return faults;
}

function* expressionsOf(document: RulesDocument): Generator<{ path: string; value: string }> {
  for (const [tool, rule] of Object.entries(document.tools ?? {})) {
    for (const kind of ["require", "deny_if", "approve_if"] as const) {
      for (const [index, condition] of (rule[kind] ?? []).entries()) {
        if (condition.op === "regex")
          yield { path: pointer("tools", tool, kind, index, "value"), value: condition.value };
      }
    }
  }
}

/** How many steps an expression has, and what is wrong with it. */
function measure(expression: string): { readonly steps: number; readonly message: string | null } {
  try {
    const steps = expressionSteps(expression);
    const large = `The expression is too large: it has ${steps} steps, and ${MAX_EXPRESSION_STEPS} are the most`;
    return { steps, message: steps > MAX_EXPRESSION_STEPS ? large : null };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown fault";
    return { steps: 0, message: `The expression does not compile: ${why}` };
  }
}

/** A call passes the limits of all tools and its own; one counter in both would be taken twice. */
function limitsCountedTwice(document: RulesDocument): FieldFault[] {
  const shared = document.all_tools?.limits ?? [];
  const faults = repeated(shared, [], ["all_tools"]);
  for (const [tool, rule] of Object.entries(document.tools ?? {})) {
    faults.push(...repeated(rule.limits ?? [], shared, ["tools", tool]));
  }
  return faults;
}

function repeated(
  limits: readonly Limit[],
  before: readonly Limit[],
  at: readonly string[],
): FieldFault[] {
  const seen = new Set(before.map(limitKey));
  const faults: FieldFault[] = [];
  for (const [index, limit] of limits.entries()) {
    if (seen.has(limitKey(limit))) {
      faults.push({
        path: pointer(...at, "limits", index),
        message: `The counter ${limit.counter} is counted twice by one call in the same window and scope`,
      });
    }
    seen.add(limitKey(limit));
  }
  return faults;
}

function limitKey(limit: Limit): string {
  return `${limit.counter} ${limit.window} ${limit.scope}`;
}
