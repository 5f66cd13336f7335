import { expect, it } from "vitest";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { filterRows, gridRows } from "./grid-rows";

const tool = (name: string) => ({ name, description: null, paths: [] });
const TOOLS = [tool("echo"), tool("get-env"), tool("sum")];
const PUBLISHED: RulesDocument = { version: 1, default: "deny", tools: { echo: {}, sum: {} } };
const DRAFT: RulesDocument = {
  version: 1,
  default: "deny",
  hide: ["get-env", "ghost"],
  tools: { echo: { deny_if: [{ path: "args.a", op: "gt", value: 1 }] }, sum: {} },
};
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

it("has a row for what the server offers and for what only the rules name", () => {
  const rows = gridRows(TOOLS, DRAFT, PUBLISHED);
  expect(names(rows)).toEqual(["echo", "get-env", "sum", "ghost"]);
  expect(rows.map(({ offered }) => offered)).toEqual([true, true, true, false]);
  expect(rows.map(({ effect, now }) => [now, effect.state])).toEqual([
    ["allowed", "conditional"],
    ["refused", "hidden"],
    ["allowed", "allowed"],
    ["refused", "hidden"],
  ]);
});

it("narrows by name, by state, and to what the draft changes", () => {
  const rows = gridRows(TOOLS, DRAFT, PUBLISHED);
  expect(names(filterRows(rows, " E", "all"))).toEqual(["echo", "get-env"]);
  expect(names(filterRows(rows, "", "hidden"))).toEqual(["get-env", "ghost"]);
  expect(names(filterRows(rows, "", "changed"))).toEqual(["echo", "get-env", "ghost"]);
});
