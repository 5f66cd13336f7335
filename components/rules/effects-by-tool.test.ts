import { expect, it } from "vitest";
import type { DryRunCall } from "@/lib/decisions";
import { effectsByTool } from "./effects-by-tool";

const call = (tool: string | null, would: "allow" | "refuse" | "depends", changed = false) =>
  ({ tool, method: "tools/list", changed, would: { decision: would, rule: null } }) as DryRunCall;

it("counts by tool what a draft changes, and shows first what it changes most", () => {
  const rows = effectsByTool([
    call("echo", "allow"),
    call("echo", "allow"),
    call("sum", "refuse", true),
    call("sum", "depends"),
    call(null, "allow", true),
  ]);
  expect(rows).toEqual([
    { tool: "sum", calls: 2, nowRefused: 1, nowAllowed: 0, depends: 1 },
    { tool: "tools/list", calls: 1, nowRefused: 0, nowAllowed: 1, depends: 0 },
    { tool: "echo", calls: 2, nowRefused: 0, nowAllowed: 0, depends: 0 },
  ]);
});
