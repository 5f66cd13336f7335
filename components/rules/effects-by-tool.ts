import type { DryRunCall } from "@/lib/decisions";

export type ToolEffect = {
  readonly tool: string;
  readonly calls: number;
  readonly nowRefused: number;
  readonly nowAllowed: number;
  readonly depends: number;
};

/** What a draft would change of recent calls, tool by tool: those it changes most first. */
export function effectsByTool(calls: readonly DryRunCall[]): ToolEffect[] {
  const byTool = new Map<string, DryRunCall[]>();
  for (const call of calls) {
    const name = call.tool ?? call.method;
    byTool.set(name, [...(byTool.get(name) ?? []), call]);
  }
  const rows = [...byTool].map(([tool, own]) => {
    const count = (holds: (call: DryRunCall) => boolean) => own.filter(holds).length;
    return {
      tool,
      calls: own.length,
      nowRefused: count(({ changed, would }) => changed && would.decision === "refuse"),
      nowAllowed: count(({ changed, would }) => changed && would.decision === "allow"),
      depends: count(({ would }) => would.decision === "depends"),
    };
  });
  const weight = (row: ToolEffect) => row.nowRefused + row.nowAllowed;
  return rows.sort((a, b) => weight(b) - weight(a) || b.calls - a.calls);
}
