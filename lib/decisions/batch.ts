import {
  type CallToDecide,
  type CallToSettle,
  REDACTION_VERSION,
  recordableTool,
  scopeId,
} from "./record";

/** What the database says of one task. */
export type Answer = {
  /** The task's place in the batch, from 1; decisions come first. */
  readonly n: number;
  readonly status: "done" | "busy" | "settled before";
  readonly decision: "allow" | "refuse" | null;
  readonly rule: string | null;
  readonly seq: string | null;
  readonly retry_at: Date | null;
};

type Column = unknown[];

const PARAMETERS = 33;
/** The function that commits a batch; its first parameter is the token, the others are the columns. */
export const COMMIT = {
  name: "gate_commit",
  text: `select * from portcullis.gate_commit(${Array.from({ length: PARAMETERS }, (_, n) => `$${n + 1}`).join(", ")})`,
};

/**
 * A batch as columns: what each decision is, what it must hold of which limits, and how calls ended.
 * Every column goes as one array, which the database takes apart faster than documents.
 */
export function batchColumns(
  instanceId: string,
  decides: readonly CallToDecide[],
  settles: readonly CallToSettle[],
): unknown[] {
  return [
    instanceId,
    REDACTION_VERSION,
    ...decisionColumns(decides),
    ...limitColumns(decides),
    ...outcomeColumns(settles),
  ];
}

function decisionColumns(calls: readonly CallToDecide[]): Column[] {
  return [
    calls.map((call) => call.tenantId),
    calls.map((call) => call.decisionId),
    calls.map((call) => call.workspaceId),
    calls.map((call) => call.serverId),
    calls.map((call) => call.grantId),
    calls.map((call) => call.method),
    calls.map((call) => recordableTool(call.tool)),
    calls.map((call) => call.verdict),
    calls.map((call) => call.rule),
    calls.map((call) => call.policyHash),
    calls.map((call) => call.definitionHash),
    calls.map((call) => textsLiteral(call.argumentKeys)),
    calls.map((call) => call.argumentKeysMore),
    calls.map((call) => call.requestId),
    calls.map((call) => stepsLiteral(call.steps) ?? "{}"),
  ];
}

function limitColumns(calls: readonly CallToDecide[]): Column[] {
  const columns: Column[] = [[], [], [], [], [], [], [], []];
  for (const [at, call] of calls.entries()) {
    for (const limit of call.limits) {
      const { scope, counter, period, max, amount, rule } = limit;
      const values = [at + 1, scope, scopeId(call, scope), counter, period, max, amount, rule];
      for (const [column, value] of values.entries()) columns[column]?.push(value);
    }
  }
  return columns;
}

function outcomeColumns(calls: readonly CallToSettle[]): Column[] {
  return [
    calls.map((call) => call.tenantId),
    calls.map((call) => call.decisionId),
    calls.map((call) => call.outcome),
    calls.map((call) => call.upstreamStatus),
    calls.map((call) => call.durationMs),
    calls.map((call) => call.charge),
    calls.map((call) => stepsLiteral(call.steps)),
  ];
}

/** PostgreSQL's own text of an array: within a column of arrays, each goes as its text. */
function textsLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function stepsLiteral(steps: readonly number[] | undefined): string | null {
  return steps === undefined ? null : `{${steps.join(",")}}`;
}
