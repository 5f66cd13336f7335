import { type Canonical, canonicalJson, sha256Hex } from "@/lib/crypto";
import { Problem } from "@/lib/kernel";
import { checkRules } from "./check-rules";
import { compileCondition, type Evaluator } from "./evaluate-condition";
import { judgeableCharacters } from "./expression-size";
import { pointer } from "./pointer";
import type { Condition, Limit, RulesDocument, ToolRule } from "./rules.schema";

export type CompiledCondition = { readonly rule: string; readonly holds: Evaluator };
export type CompiledLimit = Limit & {
  readonly rule: string;
  readonly amountPath: readonly string[] | null;
};
export type CompiledTool = {
  readonly require: readonly CompiledCondition[];
  readonly denyIf: readonly CompiledCondition[];
  readonly approveIf: readonly CompiledCondition[];
  readonly limits: readonly CompiledLimit[];
};

/** Rules made ready to decide with. The hash names exactly the document they came from. */
export type CompiledRules = {
  readonly hash: string;
  readonly document: RulesDocument;
  readonly byDefault: "deny" | "allow";
  readonly hidden: ReadonlySet<string>;
  readonly sharedLimits: readonly CompiledLimit[];
  readonly tools: ReadonlyMap<string, CompiledTool>;
};

/** SHA-256 of the canonical document: the name under which a version of the rules is known. */
export function hashRules(document: RulesDocument): string {
  return sha256Hex(canonicalJson(document as Canonical));
}

/**
 * Compiles a rules document.
 *
 * @throws Problem `invalid_rules` with every fault and its place in `fields`.
 */
export function compileRules(value: unknown): CompiledRules {
  const checked = checkRules(value);
  if (!checked.valid)
    throw new Problem("invalid_rules", { extensions: { fields: checked.faults } });
  const { document } = checked;
  return {
    hash: hashRules(document),
    document,
    byDefault: document.default,
    hidden: new Set(document.hide ?? []),
    sharedLimits: compileLimits(document.all_tools?.limits ?? [], ["all_tools"]),
    tools: new Map(
      Object.entries(document.tools ?? {}).map(([name, rule]) => [name, compileTool(name, rule)]),
    ),
  };
}

function compileTool(name: string, rule: ToolRule): CompiledTool {
  const kinds = [rule.require ?? [], rule.deny_if ?? [], rule.approve_if ?? []] as const;
  const maxText = judgeableCharacters(kinds.flat());
  const [require, denyIf, approveIf] = kinds;
  return {
    require: compileConditions(require, [name, "require"], maxText),
    denyIf: compileConditions(denyIf, [name, "deny_if"], maxText),
    approveIf: compileConditions(approveIf, [name, "approve_if"], maxText),
    limits: compileLimits(rule.limits ?? [], ["tools", name]),
  };
}

function compileConditions(
  conditions: readonly Condition[],
  at: readonly string[],
  maxText: number,
): CompiledCondition[] {
  return conditions.map((condition, index) => ({
    rule: pointer("tools", ...at, index),
    holds: compileCondition(condition, maxText),
  }));
}

function compileLimits(limits: readonly Limit[], at: readonly string[]): CompiledLimit[] {
  return limits.map((limit, index) => ({
    ...limit,
    rule: pointer(...at, "limits", index),
    amountPath:
      limit.increment_from === undefined ? null : limit.increment_from.split(".").slice(1),
  }));
}
