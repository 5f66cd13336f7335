import { Ago } from "@/components/ui/ago";
import { Id } from "@/components/ui/copy-button";
import type { TraceView } from "@/lib/identity";

/** The sign-ins that were refused, newest first, each in plain words. */
export function TraceList({ traces }: { readonly traces: readonly TraceView[] }) {
  if (traces.length === 0) {
    return <p className="text-muted">No sign-in was refused in the last thirty days.</p>;
  }
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {traces.map((trace) => (
        <li key={trace.id} className="space-y-1 px-3.5 py-3">
          <p>{trace.words}</p>
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
            <Ago at={trace.at} />
            {trace.connection === null ? null : <span>{trace.connection.name}</span>}
            {trace.asserted === null ? null : (
              <span className="break-all">said to be {trace.asserted}</span>
            )}
            <Id value={trace.requestId} label="Copy request id" />
          </p>
          {Object.entries(trace.facts).map(([name, value]) => (
            <p key={name} className="text-sm break-words text-muted">
              {name}: {value}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
