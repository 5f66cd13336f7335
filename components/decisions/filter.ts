import { oneParam, type Params } from "@/components/ui/href";

/** The states the list can be narrowed to, in the words of the address. */
export const STATES = {
  passed: { label: "Passed", query: { outcome: "answered" } },
  refused: { label: "Refused", query: { decision: "refuse" } },
  failed: { label: "Failed", query: { outcome: "failed" } },
  open: { label: "Open", query: { outcome: "open" } },
} as const;

/** Time spans that move along with the clock. */
export const SPANS = {
  hour: { label: "Last hour", ms: 3_600_000 },
  day: { label: "Last day", ms: 86_400_000 },
  week: { label: "Last week", ms: 7 * 86_400_000 },
} as const;

/** What of the address narrows the list. The cursor and the open panel do not. */
const FILTERS = [
  "server",
  "grant",
  "state",
  "tool",
  "rule",
  "request",
  "since",
  "from",
  "to",
] as const;
export type DecisionParams = { readonly [name in (typeof FILTERS)[number]]?: string };

/** The filters an address names; empty ones and unknown states and spans are left out. */
export function decisionParams(params: Params): DecisionParams {
  const named = FILTERS.flatMap((name) => {
    const value = oneParam(params[name])?.trim();
    return value ? [[name, value] as const] : [];
  });
  const { state, since, from, to, ...rest } = Object.fromEntries(named) as DecisionParams;
  return {
    ...rest,
    ...(state !== undefined && Object.hasOwn(STATES, state) ? { state } : {}),
    ...(since !== undefined && Object.hasOwn(SPANS, since) ? { since } : {}),
    ...(isMoment(from) ? { from } : {}),
    ...(isMoment(to) ? { to } : {}),
  };
}

/** The same as the list's use case and its route take it. */
export function decisionQuery(params: DecisionParams, nowMs: number): Record<string, string> {
  const state = STATES[params.state as keyof typeof STATES];
  const span = SPANS[params.since as keyof typeof SPANS];
  const query = {
    serverId: params.server,
    grantId: params.grant,
    tool: params.tool,
    rule: params.rule,
    requestId: params.request,
    from: span === undefined ? params.from : new Date(nowMs - span.ms).toISOString(),
    to: span === undefined ? params.to : undefined,
    ...state?.query,
  };
  return Object.fromEntries(
    Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function isMoment(value: string | undefined): value is string {
  return value !== undefined && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}
