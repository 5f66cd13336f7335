import { CircleAlert } from "lucide-react";
import { ConfirmHere } from "./confirm-here";
import { Id } from "./copy-button";
import type { ProblemView } from "./problem";

/** What a fresh proof of who one is mends. */
const ASKS_FOR_PROOF = ["step_up_required", "identity_degraded"];

/** A problem that belongs to no one field, at the head of its form. */
export function FormProblem({ problem }: { readonly problem: ProblemView }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-md bg-danger-soft px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />
      <div className="min-w-0">
        <p className="font-medium text-danger-text">{problem.title}</p>
        <p>{problem.detail}</p>
        {problem.fields.map((field) => (
          <p key={`${field.path} ${field.message}`} className="text-sm text-muted">
            {field.path || "The whole"}: {field.message}
          </p>
        ))}
        {ASKS_FOR_PROOF.includes(problem.code) ? <ConfirmHere /> : null}
        {problem.requestId ? (
          <p className="mt-1 flex items-center gap-1.5 text-sm text-muted">
            Request id <Id value={problem.requestId} label="Copy request id" />
          </p>
        ) : null}
      </div>
    </div>
  );
}
