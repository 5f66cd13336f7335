import type { Result } from "./result";

/** What a figure is to reach. */
export type Target = {
  readonly result: RegExp;
  readonly figure: string;
  readonly atLeast?: number;
  readonly atMost?: number;
};

export const TARGETS: readonly Target[] = [
  { result: /^gate\.c32$/, figure: "naive", atLeast: 0.8 },
  { result: /^gate\.c1$/, figure: "added_p50_ms", atMost: 1 },
  { result: /^gate\.c\d+$/, figure: "@civic/passthrough-mcp-server", atLeast: 3 },
  { result: /^gate\.c\d+$/, figure: "mcp-proxy", atLeast: 3 },
  { result: /^gate\.growth$/, figure: "fresh", atLeast: 0.9 },
  { result: /^ledger\.append\.c256$/, figure: "one_row_tx", atLeast: 3 },
  { result: /^ledger\.append\.c256$/, figure: "unnest_batch", atLeast: 0.5 },
  { result: /^rls\.lookup$/, figure: "plain", atLeast: 0.75 },
];

export type Judged = {
  readonly name: string;
  readonly figure: string;
  readonly value: number;
  readonly wanted: number;
  readonly met: boolean;
  /** How much of what is wanted is missing, as a share of it; 0 where it is met. */
  readonly missedBy: number;
};

/** Holds results against the targets. A figure that was not measured is not judged. */
export function judge(results: readonly Result[]): Judged[] {
  return results.flatMap((result) =>
    TARGETS.filter((target) => target.result.test(result.name)).flatMap((target) => {
      const { figure, atLeast, atMost } = target;
      const value =
        result.ratios[figure] ?? (figure === "added_p50_ms" ? result.added_p50_ms : undefined);
      const wanted = atLeast ?? atMost;
      if (value === undefined || wanted === undefined) return [];
      const short = atLeast === undefined ? value - wanted : wanted - value;
      const met = short <= 0;
      return [
        { name: result.name, figure, value, wanted, met, missedBy: met ? 0 : short / wanted },
      ];
    }),
  );
}
