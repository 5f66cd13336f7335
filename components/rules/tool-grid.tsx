"use client";
import { type KeyboardEvent, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Head, Table } from "@/components/ui/table";
import { count, plural } from "@/components/ui/time";
import { TypedFilter } from "@/components/ui/typed-filter";
import type { RulesDocument, ToolRule } from "@/lib/policy/rules.schema";
import { GridDefaults } from "./grid-defaults";
import { filterRows, type GridTool, gridRows, ROW_FILTERS, type RowFilter } from "./grid-rows";
import { type TargetState, targetsUnder } from "./set-state";
import { type GridActs, ToolRow } from "./tool-row";

type ToolGridProps = {
  readonly tools: readonly GridTool[];
  readonly draft: RulesDocument;
  readonly published: RulesDocument | null;
  readonly openTool: string | null;
  readonly locked: boolean;
  readonly acts: GridActs;
};

const PAGE = 50;
const KEYS: Readonly<Record<string, TargetState>> = { a: "allowed", r: "refused", h: "hidden" };

/** The draft as a grid: a row a tool, to set, to open, to narrow, with the mouse or the keys alone. */
export function ToolGrid({ tools, draft, published, openTool, locked, acts }: ToolGridProps) {
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<RowFilter>("all");
  const [page, setPage] = useState(0);
  const rows = useMemo(() => gridRows(tools, draft, published), [tools, draft, published]);
  const found = filterRows(rows, text, filter);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, pages - 1);
  const shown = found.slice(at * PAGE, (at + 1) * PAGE);
  const key = draft.default;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what can be chosen hangs on the default alone
  const targets = useMemo(() => targetsUnder(draft), [key]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const here = (event.target as HTMLElement).closest<HTMLElement>("[data-tool]");
    if (here === null || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = KEYS[event.key];
    if (target !== undefined && !locked && targets.includes(target)) {
      event.preventDefault();
      return acts.setState(here.dataset.tool ?? "", target);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-tool]")];
    const next = all[all.indexOf(here) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <GridDefaults draft={draft} locked={locked} acts={acts} />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <TypedFilter
          label="Tool"
          delayMs={0}
          value={text}
          onChange={(next) => {
            setText(next);
            setPage(0);
          }}
          className="min-w-36 flex-1"
        />
        <Select
          fit
          aria-label="State"
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value as RowFilter);
            setPage(0);
          }}
        >
          {Object.entries(ROW_FILTERS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
      </div>
      {shown.length === 0 ? (
        <p className="mt-2 border-y border-line py-6 text-center text-muted">
          {rows.length === 0
            ? "No tools are known yet, and the draft names none."
            : "No tool fits these filters."}
        </p>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: it adds keys to the buttons inside and is no control itself
        <div onKeyDown={onKeyDown}>
          <Table aria-label="Tools and what the draft makes of them" aria-describedby="grid-keys">
            <thead>
              <tr>
                <Head className="pl-6">Tool</Head>
                <Head className="w-30 max-sm:hidden">State</Head>
                <Head className="w-24 text-right">Set</Head>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <ToolRow
                  key={row.name}
                  row={row}
                  rule={ruleOf(draft, row.name)}
                  open={row.name === openTool}
                  targets={targets}
                  locked={locked}
                  acts={acts}
                />
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2 text-sm text-faint">
        <p id="grid-keys" className="max-sm:hidden">
          On a tool: arrows walk, Enter opens, A allows, R refuses, H hides.
        </p>
        {pages > 1 ? (
          <span className="flex items-center gap-2">
            <span role="status">
              {count(at * PAGE + 1)} to {count(at * PAGE + shown.length)} of{" "}
              {plural(found.length, "tool")}
            </span>
            <Button size="sm" aria-disabled={at === 0} onClick={() => setPage(at - 1)}>
              Previous
            </Button>
            <Button size="sm" aria-disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
              Next
            </Button>
          </span>
        ) : null}
      </div>
    </>
  );
}

function ruleOf(draft: RulesDocument, tool: string): ToolRule | undefined {
  return Object.hasOwn(draft.tools ?? {}, tool) ? draft.tools?.[tool] : undefined;
}
