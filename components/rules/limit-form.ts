import { type Limit, limitSchema } from "@/lib/policy/rules.schema";

/** A limit as it stands in its row of controls; the most there may be is text until it is judged. */
export type LimitForm = Omit<Limit, "max" | "increment_from"> & {
  readonly max: string;
  /** Empty to count calls, or the argument whose amount is added up. */
  readonly from: string;
};

export const WINDOW_WORDS = { minute: "a minute", hour: "an hour", day: "a day" } as const;
export const SCOPE_WORDS = {
  grant: "for each grant",
  workspace: "in the workspace",
  provider: "on this server",
  tenant: "in the organisation",
} as const;

/** A limit as its row of controls shows it. */
export function limitFormOf({ max, increment_from, ...rest }: Limit): LimitForm {
  return { ...rest, max: String(max), from: increment_from ?? "" };
}

/** A new limit, counted under a name that no other limit of the tool has. */
export function blankLimit(name: string, taken: readonly string[]): LimitForm {
  const base = name.replace(/[^A-Za-z0-9_.-]/g, "-").slice(0, 60) || "calls";
  let counter = base;
  for (let n = 2; taken.includes(counter); n++) counter = `${base}-${n}`;
  return { counter, window: "minute", scope: "grant", max: "", from: "" };
}

export type JudgedLimit =
  | { readonly ok: true; readonly limit: Limit }
  | { readonly ok: false; readonly field: "max" | "counter" | "from"; readonly message: string };

/** The limit a row of controls stands for, judged by the schema of the rules; or what is amiss. */
export function judgeLimit({ max, from, ...rest }: LimitForm): JudgedLimit {
  if (!/^\d+(?:\.\d+)?$/.test(max.trim())) {
    return { ok: false, field: "max", message: "Give a number of zero or more" };
  }
  const increment = from === "" ? {} : { increment_from: from };
  const judged = limitSchema.safeParse({ ...rest, max: Number(max), ...increment });
  if (judged.success) return { ok: true, limit: judged.data };
  const [issue] = judged.error.issues;
  const [at] = issue?.path ?? [];
  const field = at === "counter" ? "counter" : at === "increment_from" ? "from" : "max";
  return { ok: false, field, message: issue?.message ?? "This limit is not complete" };
}
