import {
  type CallToDecide,
  type CallToSettle,
  REDACTION_VERSION,
  recordableTool,
  scopeId,
} from "./record";

/** What the database says of one task. */
export type Answer = {
  readonly status: "done" | "busy" | "settled before";
  readonly decision: "allow" | "refuse" | null;
  readonly rule: string | null;
  readonly seq: string | null;
  readonly retry_at: Date | null;
};

/** What the database says of a batch: one item a task, decisions first. */
export type Answers = {
  readonly statuses: readonly Answer["status"][];
  readonly decisions: readonly Answer["decision"][];
  readonly decided_rules: readonly Answer["rule"][];
  readonly seqs: readonly Answer["seq"][];
  readonly retries: readonly Answer["retry_at"][] | null;
};

type Column = unknown[];

const PARAMETERS = 40;
/** The function that commits a batch; its first parameter is the token, the others are the columns. */
export const COMMIT = {
  name: "gate_commit",
  text: `select * from portcullis.gate_commit(${Array.from({ length: PARAMETERS }, (_, n) => `$${n + 1}`).join(", ")})`,
};

/** The answer to one task of a batch, by its place from 0. */
export function answerTo(answers: Answers, n: number): Answer | undefined {
  const status = answers.statuses[n];
  if (status === undefined) return undefined;
  return {
    status,
    decision: answers.decisions[n] ?? null,
    rule: answers.decided_rules[n] ?? null,
    seq: answers.seqs[n] ?? null,
    retry_at: answers.retries?.[n] ?? null,
  };
}

/** Whether an end can be recorded without looking its decision up: the gate knows all of it. */
export function isWholeSettle(call: CallToSettle): boolean {
  return call.ledgerSeq !== undefined && call.limited !== undefined;
}

/**
 * A batch as columns: what each decision is, what it must hold of which limits, and how calls ended.
 * Every column goes as one array, which the database takes apart faster than documents. `careful` has
 * the database look up what is recorded already, which a batch needs that was sent before, or that
 * ends a call of which the number in the log is not known.
 */
export function batchColumns(
  instanceId: string,
  careful: boolean,
  decides: readonly CallToDecide[],
  settles: readonly CallToSettle[],
): unknown[] {
  return [
    instanceId,
    REDACTION_VERSION,
    careful,
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

function outcomeColumns(calls: readonly CallToSettle[]): unknown[] {
  return [
    calls.map((call) => call.tenantId),
    calls.map((call) => call.decisionId),
    calls.map((call) => call.serverId),
    calls.map((call) => call.grantId),
    calls.map((call) => call.method),
    calls.map((call) => call.requestId),
    calls.map((call) => call.ledgerSeq),
    calls.map((call) => call.outcome),
    calls.map((call) => call.upstreamStatus),
    calls.map((call) => call.durationMs),
    calls.map((call) => call.charge),
    calls.map((call) => stepsLiteral(call.steps)),
    calls.some((call) => call.limited === true),
  ];
}

/** PostgreSQL's own text of an array: within a column of arrays, each goes as its text. */
function textsLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function stepsLiteral(steps: readonly number[] | undefined): string | null {
  return steps === undefined ? null : `{${steps.join(",")}}`;
}
