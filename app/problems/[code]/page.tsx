import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PlainPage } from "@/components/shell/plain-page";
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
  const { status, title, meaning, remedy } = PROBLEMS[code];
  return (
    <PlainPage wide>
      <p className="tabular text-sm text-faint">
        <code className="font-mono text-xs">{code}</code> · HTTP {status}
      </p>
      <h1 className="mt-1 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
      <h2 className="mt-5 text-sm text-faint">What it means</h2>
      <p className="mt-0.5">{meaning}</p>
      <h2 className="mt-4 text-sm text-faint">What to do</h2>
      <p className="mt-0.5">{remedy}</p>
      <p className="mt-5 border-t border-line pt-4 text-sm text-muted">
        Every answer carries a request id in its <code className="font-mono">X-Request-Id</code>{" "}
        header. With it an administrator finds the call in the log and in the ledger.
      </p>
    </PlainPage>
  );
}

function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}
