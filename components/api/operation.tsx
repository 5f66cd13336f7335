import Link from "next/link";
import type { ReactNode } from "react";
import { Prose } from "@/components/ui/prose";
import { type MemberRow, Members, Notation, type Piece } from "./notation";

type Body = { readonly type: readonly Piece[]; readonly members: readonly MemberRow[] };
type OperationProps = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly MemberRow[];
  readonly body: Body | null;
  readonly answers: readonly (Body & { readonly status: string; readonly description: string })[];
  readonly problems: readonly { readonly status: string; readonly codes: readonly string[] }[];
};

/** One operation: what is sent, what comes back, and what may go wrong. Open it to read the rest. */
export function Operation(given: OperationProps) {
  const { id, method, path, summary, description, parameters, body, answers, problems } = given;
  return (
    <details className="border-b border-line">
      <summary className="cursor-pointer py-2.5 hover:bg-hover">
        <span className="inline-flex max-w-[calc(100%-1.5rem)] flex-wrap items-baseline gap-x-2 align-top">
          <code className="font-mono text-xs font-semibold">{method}</code>
          <code className="font-mono text-xs break-all">{path}</code>
          <span className="w-full text-sm text-muted">{summary}</span>
        </span>
      </summary>
      <div id={id} className="grid gap-4 pb-5 pl-4">
        {description === "" ? null : (
          <p>
            <Prose text={description} />
          </p>
        )}
        <Part title="Parameters" shown={parameters.length > 0}>
          <Members rows={parameters} />
        </Part>
        <Part title="Body" shown={body !== null}>
          <Notation pieces={body?.type ?? []} />
          <Members rows={body?.members ?? []} />
        </Part>
        <Part title="Answers" shown>
          {answers.map((answer) => (
            <div key={answer.status} className="py-0.5">
              <span className="tabular text-sm font-medium">{answer.status}</span>{" "}
              <Notation pieces={answer.type} />
              <p className="text-sm text-muted">{answer.description}</p>
              <Members rows={answer.members} />
            </div>
          ))}
        </Part>
        <Part title="Problems" shown={problems.length > 0}>
          <ul>
            {problems.map(({ status, codes }) => (
              <li key={status} className="flex flex-wrap items-baseline gap-x-3">
                <span className="tabular text-sm font-medium">{status}</span>
                {codes.map((code) => (
                  <Link
                    key={code}
                    href={`/problems/${code}`}
                    className="py-1 font-mono text-xs leading-4 text-accent-text underline"
                  >
                    {code}
                  </Link>
                ))}
              </li>
            ))}
          </ul>
        </Part>
      </div>
    </details>
  );
}

type PartProps = {
  readonly title: string;
  readonly shown: boolean;
  readonly children: ReactNode;
};

function Part({ title, shown, children }: PartProps) {
  if (!shown) return null;
  return (
    <section>
      <h3 className="text-xs font-medium text-faint">{title}</h3>
      {children}
    </section>
  );
}
