import { CircleAlert } from "lucide-react";
import { FormProblem } from "@/components/ui/form-problem";
import type { Draft } from "./use-draft";

type FaultListProps = { readonly draft: Draft; readonly onGo: (line: number) => void };

/** What is wrong with the draft; each fault leads to its line. */
export function FaultList({ draft, onGo }: FaultListProps) {
  if (draft.problem) {
    return (
      <div className="mt-2">
        <FormProblem problem={draft.problem} />
      </div>
    );
  }
  return (
    <ul aria-label="Faults" aria-live="polite" className="mt-1">
      {draft.faults.map((fault) => (
        <li key={`${fault.line} ${fault.message}`}>
          <button
            type="button"
            onClick={() => onGo(fault.line)}
            className="flex w-full items-baseline gap-2 rounded-sm px-1 py-1 text-left text-sm hover:bg-hover"
          >
            <CircleAlert
              aria-hidden
              className="size-3.5 shrink-0 translate-y-0.5 text-danger-text"
            />
            <span className="tabular shrink-0 text-faint">Line {fault.line}</span>
            <span className="break-words">{fault.message}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
