import type { Database } from "@/lib/db";
import { GATE_STEPS, type GateStep } from "@/lib/decisions";
import { about, Histogram, METRICS_TYPE, metricsFace } from "@/lib/telemetry";
import type { Exchange } from "../exchange";
import type { GateSettings } from "../settings";

/** What the process has answered, for a monitor. Nothing of any tenant. */
export type Metrics = {
  /** Counts an exchange once it is over, refusals of who could not authenticate among them. */
  watch(exchange: Exchange): void;
  show(exchange: Exchange): Promise<void>;
};

type Decision = "allow" | "refuse";

/** Counts answers by status, and measures governed calls step by step. */
export function createMetrics(
  settings: Pick<GateSettings, "mode" | "metricsToken">,
  parts: {
    readonly db: Pick<Database, "pool">;
    /** Requests that are being served, streams included. */
    readonly running: () => number;
    readonly ledgerHealthy: () => boolean;
    readonly serverLoads: () => number;
  },
): Metrics {
  const answers = new Map<number, number>();
  const decisions: Record<Decision, number> = { allow: 0, refuse: 0 };
  const steps = Object.fromEntries(GATE_STEPS.map((step) => [step, new Histogram()])) as Record<
    GateStep,
    Histogram
  >;
  const decided = new Histogram();
  const face = metricsFace(settings, figures);

  function measure(exchange: Exchange): void {
    const status = exchange.response.headersSent ? exchange.response.statusCode : 0;
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (exchange.recorded === null) return;
    decisions[exchange.recorded.decision]++;
    let before = 0;
    for (const [n, ended] of exchange.steps.ended().entries()) {
      const step = GATE_STEPS[n] as GateStep;
      steps[step].observe((ended - before) / 1e6);
      if (step === "record") decided.observe(ended / 1e6);
      before = ended;
    }
  }

  function figures(): string[] {
    const { totalCount, idleCount, waitingCount } = parts.db.pool;
    return [
      ...about("portcullis_gate_responses_total", "counter", STATUS_HELP),
      ...[...answers]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `portcullis_gate_responses_total{status="${status}"} ${count}`),
      ...about("portcullis_gate_running", "gauge", "Requests being served, streams included."),
      `portcullis_gate_running ${parts.running()}`,
      ...about("portcullis_gate_decisions_total", "counter", "Governed calls by their decision."),
      ...Object.entries(decisions).map(
        ([decision, count]) => `portcullis_gate_decisions_total{decision="${decision}"} ${count}`,
      ),
      ...about("portcullis_gate_step_seconds", "histogram", "Time of each step of governed calls."),
      ...GATE_STEPS.flatMap((step) =>
        steps[step].lines("portcullis_gate_step_seconds", `step="${step}"`),
      ),
      ...about("portcullis_gate_decided_seconds", "histogram", DECIDED_HELP),
      ...decided.lines("portcullis_gate_decided_seconds"),
      ...about("portcullis_gate_ledger_healthy", "gauge", "1 if the last batch was recorded."),
      `portcullis_gate_ledger_healthy ${Number(parts.ledgerHealthy())}`,
      ...about("portcullis_gate_server_loads_total", "counter", LOADS_HELP),
      `portcullis_gate_server_loads_total ${parts.serverLoads()}`,
      ...about("portcullis_gate_database_connections", "gauge", "The gate's database connections."),
      `portcullis_gate_database_connections{state="busy"} ${totalCount - idleCount}`,
      `portcullis_gate_database_connections{state="idle"} ${idleCount}`,
      ...about("portcullis_gate_database_waiting", "gauge", "Work that waits for a connection."),
      `portcullis_gate_database_waiting ${waitingCount}`,
    ];
  }

  return {
    watch(exchange) {
      exchange.response.once("close", () => measure(exchange));
    },
    async show({ request, response, requestId }) {
      const text = await face.show(request.headers.authorization);
      response.writeHead(200, {
        "x-request-id": requestId,
        "content-type": METRICS_TYPE,
        "cache-control": "no-store",
      });
      response.end(text);
    },
  };
}

const STATUS_HELP = "Answers by HTTP status; 0 is a client that left before its answer.";
const DECIDED_HELP = "From a governed call's arrival until its decision is durable.";
const LOADS_HELP =
  "How often a server was read with its rules and tools, once for each version of it.";
