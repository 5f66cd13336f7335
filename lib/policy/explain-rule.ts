import { describeCondition, describeLimit } from "./describe-rule";
import { pointerParts } from "./pointer";
import { type Condition, type Limit, rulesSchema } from "./rules.schema";

export type Explanation = {
  /** One sentence: why the rule refused. */
  readonly why: string;
  /** One sentence: what would have had to be different. */
  readonly otherwise: string;
};

const SPECIAL: Readonly<Record<string, Explanation>> = {
  "(hidden)": {
    why: "The tool is hidden by the server's rules.",
    otherwise: "Take the tool off the hide list.",
  },
  "(default deny)": {
    why: "The rules do not list it, and what is not listed is refused.",
    otherwise: "List the tool in the rules.",
  },
  "(no policy)": {
    why: "The server has no published rules, so nothing passes.",
    otherwise: "Publish rules for the server.",
  },
  "(degraded: ledger)": {
    why: "The ledger could not record the call, so it was not made.",
    otherwise: "It passes once the ledger can be written again.",
  },
};

/**
 * A rule that fired, in plain words. `document` is the rules document it points into; a pointer that
 * finds nothing there is named as it stands. Pure, and shows no argument's value: it has none.
 */
export function explainRule(rule: string | null, document: unknown): Explanation {
  if (rule === null) return { why: "No rule refused it.", otherwise: "" };
  const special = SPECIAL[rule];
  if (special !== undefined) return special;
  return (
    explainPointer(rule, document) ?? {
      why: `The rule ${rule} refused it.`,
      otherwise: "See the rules that were in force.",
    }
  );
}

function explainPointer(rule: string, document: unknown): Explanation | null {
  const parsed = rulesSchema.safeParse(document);
  if (!parsed.success) return null;
  const parts = pointerParts(rule);
  const [section, tool = "", kind, index] = parts;
  if (section === "all_tools") {
    const limit = parsed.data.all_tools?.limits?.[Number(parts[2])];
    return limit === undefined ? null : explainLimit(limit, "all tools together");
  }
  const listed = parsed.data.tools?.[tool];
  if (section !== "tools" || listed === undefined) return null;
  if (kind === "limits") {
    const limit = listed.limits?.[Number(index)];
    return limit === undefined ? null : explainLimit(limit, tool);
  }
  if (kind !== "require" && kind !== "deny_if" && kind !== "approve_if") return null;
  const condition = listed[kind]?.[Number(index)];
  return condition === undefined ? null : explainCondition(kind, condition);
}

function explainCondition(
  kind: "require" | "deny_if" | "approve_if",
  condition: Condition,
): Explanation {
  const phrase = describeCondition(condition);
  const name = condition.path.replace(/^args\./, "");
  const unclear = whenUnclear(condition.op, name);
  switch (kind) {
    case "require":
      return {
        why: `It requires that ${phrase}, and that did not hold.`,
        otherwise: `It passes when ${phrase}.`,
      };
    case "deny_if":
      return {
        why: `It is refused when ${phrase}${unclear}.`,
        otherwise: `It passes when ${name} is given in the right type and the condition does not hold.`,
      };
    case "approve_if":
      return {
        why: `It needs an approval when ${phrase}${unclear}, and none was given.`,
        otherwise: "It passes when the condition does not hold.",
      };
  }
}

/** What else refuses, besides the condition itself. */
function whenUnclear(op: Condition["op"], name: string): string {
  if (op === "exists") return "";
  const long = op === "regex" ? " or too long" : "";
  return `, or ${name} is missing or of another type${long}`;
}

function explainLimit(limit: Limit, what: string): Explanation {
  const counted =
    limit.increment_from === undefined
      ? ""
      : `, or ${limit.increment_from.replace(/^args\./, "")} is not a number of zero or more`;
  return {
    why: `The limit for ${what} is ${describeLimit(limit)}, and it was used up${counted}.`,
    otherwise: `It passes in the next ${limit.window} (UTC), or under a higher limit.`,
  };
}
