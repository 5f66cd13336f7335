import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { FAILURE_WORDS } from "@/components/connections/failure-words";
import { Ago } from "@/components/ui/ago";
import type { DirectoryView } from "@/lib/directory";
import type { FailingProvider } from "@/lib/identity";

type Degrades = Pick<DirectoryView, "id" | "name" | "state" | "lastHeardAt" | "lastRefusal">;
type DegradedProps = {
  readonly base: string;
  readonly providers: readonly FailingProvider[];
  readonly directories: readonly Degrades[];
};

/** What does not work as it should, first of all: nothing where all is well. */
export function Degraded({ base, providers, directories }: DegradedProps) {
  if (providers.length + directories.length === 0) return null;
  return (
    <section
      aria-label="Degraded"
      className="mb-6 space-y-2 rounded-lg border border-line bg-warn-soft px-4 py-3.5"
    >
      {providers.map((provider) => (
        <Line key={provider.id} title={`Sign-in through ${provider.name} is degraded:`}>
          its identity provider {FAILURE_WORDS[provider.failure]}, since{" "}
          <Ago at={provider.since} className="text-muted" />. Who is signed in stays so until their
          session ends, and confirms who they are before they approve anything; who is not may have
          to wait.
        </Line>
      ))}
      {directories.map((directory) => (
        <Line key={directory.id} title={`The directory ${directory.name} is degraded:`}>
          {wordsOf(directory)} Who leaves at your provider may not leave here.{" "}
          <Link
            href={`${base}/directory?directory=${directory.id}`}
            className="underline underline-offset-2"
          >
            Look at it
          </Link>
        </Line>
      ))}
    </section>
  );
}

function wordsOf({ state, lastHeardAt, lastRefusal }: Degrades): ReactNode {
  if (state === "failing") return `what it sent last was refused. ${lastRefusal?.detail ?? ""}`;
  if (state === "cut-off") return "no token of it is good any more.";
  return <>nothing came from it since {lastHeardAt === null ? null : <Ago at={lastHeardAt} />}.</>;
}

function Line({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex gap-3">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />
      <p className="min-w-0 break-words">
        <span className="font-medium text-warn-text">{title}</span> {children}
      </p>
    </div>
  );
}
