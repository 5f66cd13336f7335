"use client";
import { PauseCircle } from "lucide-react";
import { useRef } from "react";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import type { GridTool } from "./grid-rows";
import { ToolGrid } from "./tool-grid";
import type { GridActs } from "./tool-row";
import type { Draft } from "./use-draft";

type GridViewProps = {
  readonly tools: readonly GridTool[];
  readonly draft: Draft;
  readonly published: RulesDocument | null;
  readonly openTool: string | null;
  readonly locked: boolean;
  readonly acts: GridActs;
};

/** The grid, or the grid as it was last, set aside while the text is not yet rules again. */
export function GridView({ draft, ...rest }: GridViewProps) {
  const last = useRef<RulesDocument | null>(null);
  if (draft.document !== null) last.current = draft.document;
  const shown = draft.document ?? last.current;
  const waits = draft.document === null;
  const [fault] = draft.faults;
  return (
    <>
      {waits ? (
        <p role="status" className="mb-3 flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm">
          <PauseCircle aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />
          <span>
            <span className="font-medium text-warn-text">The grid waits.</span> The text is not
            rules yet{fault ? `: line ${fault.line}, ${fault.message}` : ""}.
          </span>
        </p>
      ) : null}
      {shown === null ? null : (
        <div inert={waits} className={waits ? "opacity-55" : undefined}>
          <ToolGrid {...rest} draft={shown} />
        </div>
      )}
    </>
  );
}
