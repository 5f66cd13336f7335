import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PlainPage } from "@/components/shell/plain-page";
import { Prose } from "@/components/ui/prose";
import { PROBLEMS, type ProblemCode } from "@/lib/kernel/errors";

type Props = { readonly params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  return { title: isCode(code) ? PROBLEMS[code].title : "Not found" };
}

/** What a problem code means and what to do: where the `type` of a problem document leads. */
export default async function ProblemPage({ params }: Props) {
  const { code } = await params;
  if (!isCode(code)) notFound();
  const { status, title, meaning, remedy, lost } = PROBLEMS[code];
  const parts = [
    ["What it means", meaning],
    ["What to do", remedy],
    ["What was done, and what was lost", lost],
  ] as const;
  return (
    <PlainPage wide>
      <p className="tabular text-sm text-faint">
        <code className="font-mono text-xs">{code}</code> · HTTP {status}
      </p>
      <h1 className="mt-1 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
      {parts.map(([heading, text]) => (
        <section key={heading} className="mt-4 first-of-type:mt-5">
          <h2 className="text-sm text-faint">{heading}</h2>
          <p className="mt-0.5">
            <Prose text={text} />
          </p>
        </section>
      ))}
      <p className="mt-5 border-t border-line pt-4 text-sm text-muted">
        Every answer carries a request id in its <code className="font-mono">X-Request-Id</code>{" "}
        header. With it an administrator finds the call in the log and in the ledger.{" "}
        <Link href="/problems" className="text-accent-text underline">
          All problems
        </Link>
      </p>
    </PlainPage>
  );
}

function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}
