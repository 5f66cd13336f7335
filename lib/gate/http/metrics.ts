import type { ServerResponse } from "node:http";
import type { Exchange } from "../exchange";

/** What the process has answered, for a monitor. Counts only: nothing of any tenant. */
export type Metrics = {
  /** Counts an answer once it is over, refusals of who could not authenticate among them. */
  watch(response: ServerResponse): void;
  show(exchange: Exchange): Promise<void>;
};

/** Counts answers by status, in the text format that Prometheus reads. */
export function createMetrics(running: () => number): Metrics {
  const answers = new Map<number, number>();

  return {
    watch(response) {
      response.once("close", () => {
        const status = response.headersSent ? response.statusCode : 0;
        answers.set(status, (answers.get(status) ?? 0) + 1);
      });
    },
    async show({ response, requestId }) {
      const lines = [
        "# HELP portcullis_gate_responses_total Answers by HTTP status; 0 is a client that left before its answer.",
        "# TYPE portcullis_gate_responses_total counter",
        ...[...answers]
          .sort(([a], [b]) => a - b)
          .map(([status, count]) => `portcullis_gate_responses_total{status="${status}"} ${count}`),
        "# HELP portcullis_gate_running Requests that are being served, streams included.",
        "# TYPE portcullis_gate_running gauge",
        `portcullis_gate_running ${running()}`,
        "",
      ];
      response.writeHead(200, {
        "x-request-id": requestId,
        "content-type": "text/plain; version=0.0.4",
        "cache-control": "no-store",
      });
      response.end(lines.join("\n"));
    },
  };
}
