import type { DecisionView } from "@/lib/decisions";

type Step = DecisionView["steps"][number];

const WORDS: Readonly<Record<Step["step"], string>> = {
  authenticate: "Look up the grant",
  read: "Read the call",
  session: "Find the session",
  judge: "Judge by the rules",
  record: "Record the decision",
  upstream: "The server answers",
  answer: "Pass the answer on",
};

/** The steps of a call, one after the other, each with its time and where in the whole it lay. */
export function StepBars({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) {
    return <p className="text-muted">The times of its steps were not recorded.</p>;
  }
  const total = steps.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const server = steps.find(({ step }) => step === "upstream")?.microseconds ?? 0;
  let before = 0;
  return (
    <>
      <ol>
        {steps.map(({ step, microseconds }) => {
          const start = before;
          before += microseconds;
          return (
            <li
              key={step}
              className="grid grid-cols-[9.5rem_minmax(0,1fr)_4.5rem] items-center gap-3 py-1"
            >
              <span className="truncate text-sm">{WORDS[step]}</span>
              <span aria-hidden className="relative h-2.5 rounded-sm bg-hover">
                <span
                  className="absolute inset-y-0 min-w-0.5 rounded-sm bg-mark-passed"
                  style={{
                    left: `${Math.min(99.5, (start / Math.max(1, total)) * 100)}%`,
                    width: `${(microseconds / Math.max(1, total)) * 100}%`,
                  }}
                />
              </span>
              <span className="tabular text-right text-sm text-muted">{time(microseconds)}</span>
            </li>
          );
        })}
      </ol>
      <p className="mt-2 border-t border-line pt-2 text-sm text-muted">
        {time(total)}{" "}
        {steps.at(-1)?.step === "judge" ? "until it was judged; recording it came after" : "in all"}
        {server > 0 ? `, of which the gate's own work took ${time(total - server)}` : ""}.
      </p>
    </>
  );
}

/** A step's time as one reads it: `84 µs`, `3.2 ms`, `1.4 s`. */
function time(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1_000_000) return `${(microseconds / 1000).toFixed(1)} ms`;
  return `${(microseconds / 1_000_000).toFixed(1)} s`;
}
