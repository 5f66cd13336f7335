import { createHash, timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Registry } from "prom-client";
import { type Mode, Problem, type Secret } from "@/lib/kernel";

/** Figures of a process that are written in the Prometheus text format, without a tenant's name in any. */
export type Figures = () => readonly string[];

export type MetricsFace = {
  /**
   * The figures, for whoever may read them: anybody in evaluation, whoever holds the installation's
   * metrics token where there is one, and in production nobody without it. Throws `unauthenticated`
   * or `not_found`.
   */
  show(authorization: string | undefined): Promise<string>;
};

/** The media type of the answer: the Prometheus text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The face of `/metrics`: what the process counts itself, and what Node tells of every process. */
export function metricsFace(
  settings: { readonly mode: Mode; readonly metricsToken: Secret | null },
  figures: Figures,
): MetricsFace {
  const process = new Registry();
  collectDefaultMetrics({ register: process });
  const { mode, metricsToken } = settings;
  const expected = metricsToken === null ? null : digest(`Bearer ${metricsToken.reveal()}`);

  return {
    async show(authorization) {
      if (expected !== null) {
        if (!timingSafeEqual(digest(authorization ?? ""), expected))
          throw new Problem("unauthenticated", { headers: { "www-authenticate": "Bearer" } });
      } else if (mode === "production") {
        throw new Problem("not_found");
      }
      return `${figures().join("\n")}\n${await process.metrics()}`;
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
