"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { describeLimit } from "@/lib/policy/describe-rule";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { limitEdits } from "./rule-edits";
import type { GridActs } from "./tool-row";

const LimitsEditor = dynamic(() => import("./limits-editor").then((module) => module.LimitsEditor));

type GridDefaultsProps = {
  readonly draft: RulesDocument;
  readonly locked: boolean;
  readonly acts: GridActs;
};

/** What holds for every tool: what becomes of those that are not listed, and the limits over all. */
export function GridDefaults({ draft, locked, acts }: GridDefaultsProps) {
  const [open, setOpen] = useState(false);
  const limits = draft.all_tools?.limits ?? [];
  return (
    <div className="rounded-md border border-line bg-canvas px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <div className="flex items-center gap-2 text-muted">
          <label htmlFor="rules-default">Tools not listed are</label>
          <Select
            id="rules-default"
            fit
            value={draft.default}
            disabled={locked}
            onChange={(event) => acts.edit([{ path: ["default"], value: event.target.value }])}
          >
            <option value="deny">refused</option>
            <option value="allow">allowed</option>
          </Select>
        </div>
        <p className="flex min-w-60 flex-1 items-center justify-between gap-2 text-muted sm:justify-start">
          <span className="min-w-0">
            {limits.length === 0
              ? "No limit over all tools together."
              : `All tools together: ${limits.map(describeLimit).join("; ")}.`}
          </span>
          <Button size="sm" variant="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Close" : limits.length === 0 ? "Set one" : "Edit"}
          </Button>
        </p>
      </div>
      {open ? (
        <fieldset disabled={locked} className="mt-1 border-t border-line pt-2">
          <legend className="sr-only">Limits over all tools</legend>
          <LimitsEditor
            of="all-tools"
            limits={limits}
            paths={[]}
            report={acts.report}
            onEdit={(next) => acts.edit(limitEdits(null, next))}
          />
        </fieldset>
      ) : null}
    </div>
  );
}
