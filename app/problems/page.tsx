import type { Metadata } from "next";
import Link from "next/link";
import { PlainPage } from "@/components/shell/plain-page";
import { PROBLEMS } from "@/lib/kernel/errors";

export const metadata: Metadata = { title: "Problems" };

/** Every problem the doors can answer with, by its HTTP status. */
export default function ProblemsPage() {
  const problems = Object.entries(PROBLEMS).sort(([, a], [, b]) => a.status - b.status);
  return (
    <PlainPage wide>
      <h1 className="text-xl font-semibold tracking-[-0.01em]">Problems</h1>
      <p className="mt-1 text-muted">
        What the console, its API and the gate can answer with when something is not done. Each has
        a code that does not change.{" "}
        <Link href="/docs/api" className="text-accent-text underline">
          The API
        </Link>
      </p>
      <ul className="mt-5 divide-y divide-line border-t border-line">
        {problems.map(([code, { status, title }]) => (
          <li key={code} className="flex items-baseline gap-3 py-2">
            <span className="tabular w-8 shrink-0 text-sm text-faint">{status}</span>
            <span className="min-w-0">
              <Link href={`/problems/${code}`} className="font-medium hover:underline">
                {title}
              </Link>{" "}
              <code className="block font-mono text-xs break-all text-faint">{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </PlainPage>
  );
}
