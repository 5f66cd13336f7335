"use client";
import { ShieldCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { Button } from "@/components/ui/button";
import { Failed } from "@/components/ui/states";
import { count, duration, plural } from "@/components/ui/time";
import type { VerifyResult } from "@/lib/access";
import { useVerifyRun, type VerifyRun } from "./verify-run";

type VerifyProps = {
  readonly slug: string;
  /** How many entries there are to go through, as of now. */
  readonly size: number;
  readonly hrefOf: string;
};

/** Runs the real verification over the whole ledger and says what it found, and where. */
export function Verify({ slug, size, hrefOf }: VerifyProps) {
  const { run, start, cancel } = useVerifyRun(slug);
  const running = run.state === "running";
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          variant="primary"
          icon={<ShieldCheck aria-hidden />}
          pending={running}
          onClick={start}
        >
          Verify the ledger
        </Button>
        {running ? <Button onClick={cancel}>Cancel</Button> : null}
        <p role="status" className="text-muted">
          {words(run, size)}
          {run.state === "done" ? (
            <span className="text-faint">
              {" "}
              Finished <Ago at={run.at} />.
            </span>
          ) : null}
        </p>
      </div>
      {running ? (
        <progress
          aria-label="Entries verified"
          max={Math.max(1, run.total)}
          value={run.verified}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-active [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-accent"
        />
      ) : null}
      {run.state === "failed" ? (
        <Failed problem={run.problem} consequence="Verifying changes nothing." />
      ) : null}
      {run.state === "done" && run.result.whole ? <Whole result={run.result} /> : null}
      {run.state === "done" && !run.result.whole ? (
        <Findings result={run.result} hrefOf={hrefOf} />
      ) : null}
    </div>
  );
}

function words(run: VerifyRun, size: number): string {
  switch (run.state) {
    case "idle":
      return "Computes every hash and every link again, from the first entry.";
    case "running":
      return run.total === 0
        ? `Beginning with ${plural(size, "entry", "entries")}.`
        : `${count(run.verified)} of ${plural(run.total, "entry", "entries")} verified. It goes on while you look at other pages, or close this one.`;
    case "cancelled":
      return `Cancelled after ${plural(run.verified, "entry", "entries")}: nothing is known of the rest.`;
    case "interrupted":
      return "The verification was interrupted, and nothing is known of the rest. Begin it again.";
    case "failed":
      return "";
    case "done":
      return run.result.whole
        ? `Whole: ${plural(run.result.entries, "entry", "entries")} verified in ${duration(run.result.milliseconds)}.`
        : `Not whole: ${plural(run.result.findings.length + run.result.moreFindings, "finding")} in ${plural(run.result.entries, "entry", "entries")}.`;
  }
}

function Whole({ result }: { readonly result: VerifyResult }) {
  return (
    <div className="flex gap-3 rounded-lg border border-line bg-ok-soft px-4 py-3">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-text" />
      <div className="min-w-0">
        <p className="font-medium text-ok-text">Nothing was changed, removed or moved</p>
        <p>
          Each entry gives its hash, names the one before it, and the log ends at its head
          {result.head ? `, number ${count(result.head.seq)}` : ""}. Each decision says what its
          entries say. What was cut off the end together with the head shows only against a head
          kept elsewhere.
        </p>
      </div>
    </div>
  );
}

const FAULTS: Readonly<Record<VerifyResult["findings"][number]["fault"], string>> = {
  changed: "Changed",
  missing: "Missing",
  reordered: "Moved",
  "chain-broken": "Chain broken",
  "stream-broken": "Stream broken",
  truncated: "Cut off",
  "not-canonical": "Not canonical",
  "column-differs": "Column differs",
  "head-differs": "Head differs",
  "time-runs-back": "Time runs back",
  "decision-missing": "Decision missing",
  "decision-differs": "Decision differs",
  "decision-added": "Decision added",
};

function Findings({ result, hrefOf }: { readonly result: VerifyResult; readonly hrefOf: string }) {
  return (
    <div role="alert" className="overflow-hidden rounded-lg border border-line">
      <p className="flex items-center gap-2 bg-danger-soft px-4 py-2.5 font-medium text-danger-text">
        <TriangleAlert aria-hidden className="size-4" />
        The ledger is not what was written. Keep it as it is, and tell whoever runs this
        installation.
      </p>
      <ul className="divide-y divide-line">
        {result.findings.map((finding) => (
          <li
            key={`${finding.seq} ${finding.fault} ${finding.detail}`}
            className="relative flex flex-wrap gap-x-4 px-4 py-2 hover:bg-hover"
          >
            <Link
              href={`${hrefOf}?entry=${finding.seq}`}
              scroll={false}
              className="tabular w-24 font-medium after:absolute after:inset-0"
            >
              Entry {count(finding.seq)}
            </Link>
            <span className="w-32 text-danger-text">{FAULTS[finding.fault]}</span>
            <span className="min-w-0 flex-1 basis-64 text-muted">{finding.detail}</span>
          </li>
        ))}
      </ul>
      {result.moreFindings > 0 ? (
        <p className="border-t border-line px-4 py-2 text-muted">
          And {plural(result.moreFindings, "finding")} more.
        </p>
      ) : null}
    </div>
  );
}
