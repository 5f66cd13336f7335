import Link from "next/link";
import type { ReactNode } from "react";
import { PermissionList } from "@/components/access/permission-list";
import { Reference } from "@/components/ledger/reference";
import { Ago } from "@/components/ui/ago";
import { type Fact, Facts, Section } from "@/components/ui/facts";
import { utc } from "@/components/ui/time";
import type { ReviewLineView } from "@/lib/reviews";
import { LineBadge } from "./line-badge";
import { LineDifference } from "./line-difference";
import { kindOf, roleWords } from "./line-words";

type LinePanelProps = {
  readonly base: string;
  readonly line: ReviewLineView;
  readonly names: Readonly<Record<string, string>>;
  /** The decision to take, or why there is none to take. */
  readonly children: ReactNode;
};

/** One line of a review: who, what they held when it began, since when, and what was decided. */
export function LinePanel({ base, line, names, children }: LinePanelProps) {
  const { kind, word, href } = kindOf(line);
  const [server = ""] = line.held;
  const role = roleWords(line.kept?.role ?? line.role);
  const facts: Fact[] = [
    {
      name: word,
      value:
        href === null ? (
          line.name
        ) : (
          <Link href={`${base}${href}`} className="text-accent-text hover:underline">
            Open where it is kept
          </Link>
        ),
    },
    ...(role === null ? [] : [{ name: "Role", value: role }]),
    ...(kind === "grant"
      ? [{ name: "Calls", value: <Reference reference={server} names={names} /> }]
      : []),
    { name: "Held since", value: line.since ? <Moment at={line.since} /> : "Not known" },
    { name: "Last used", value: line.lastUsedAt ? <Moment at={line.lastUsedAt} /> : "Never" },
    ...(line.gone ? [{ name: "Now", value: "It has ended since the review began." }] : []),
    ...(line.decidedBy === null
      ? []
      : [{ name: "Decided by", value: <Reference reference={line.decidedBy} names={names} /> }]),
    ...(line.decidedAt === null
      ? []
      : [{ name: "Decided", value: <Moment at={line.decidedAt} /> }]),
    ...(line.note === null
      ? []
      : [{ name: "Note", value: <span className="whitespace-pre-wrap">{line.note}</span> }]),
  ];
  return (
    <div className="space-y-8">
      <div className="space-y-4">
        <LineBadge line={line} />
        {children}
      </div>
      {kind === "grant" ? null : <LineDifference line={line} />}
      <Section title="Facts">
        <Facts facts={facts} />
      </Section>
      {kind === "grant" ? null : (
        <Section
          title="What it might do"
          note={line.kept === null ? "When the review began." : "When it was kept."}
        >
          <PermissionList held={line.kept?.held ?? line.held} />
        </Section>
      )}
    </div>
  );
}

function Moment({ at }: { readonly at: string }) {
  return (
    <>
      {utc(at)} <span className="text-faint">(</span>
      <Ago at={at} className="text-faint" />
      <span className="text-faint">)</span>
    </>
  );
}
