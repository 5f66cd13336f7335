import type { ReactNode } from "react";
import { PermissionList } from "@/components/access/permission-list";
import { placesWords } from "@/components/access/places-words";
import { History } from "@/components/ledger/history";
import { roleNameOf, roleSentenceOf } from "@/components/shell/roles";
import { Ago } from "@/components/ui/ago";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { plural, utc } from "@/components/ui/time";
import type { LedgerEntryView } from "@/lib/ledger";
import type { MemberView } from "@/lib/people";
import { SignsIn } from "./member-table";

type MemberPanelProps = {
  readonly base: string;
  readonly member: MemberView;
  readonly history: readonly LedgerEntryView[] | null;
  /** The names of workspaces, by their ids, as far as whoever looks may know them. */
  readonly workspaces: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
  readonly acts: ReactNode;
};

/** One member: how they come in, what they may do, and what the ledger holds of them. */
export function MemberPanel({ base, member, history, workspaces, names, acts }: MemberPanelProps) {
  const removed = member.status === "removed";
  return (
    <div className="space-y-8">
      <div className="space-y-3">
        <p>
          {removed ? "A former member, who was" : ""} <strong>{roleNameOf(member)}</strong>.{" "}
          <span className="text-muted">{roleSentenceOf(member)}</span>
        </p>
        <div className="flex flex-wrap gap-2">{acts}</div>
      </div>
      <Section title="Facts">
        <Facts
          facts={[
            { name: "Mail address", value: member.email },
            { name: "Signs in by", value: <SignsIn member={member} /> },
            ...member.identities.map(({ subject }) => ({
              name: "Subject",
              value: <Id value={subject} label="Copy subject" />,
            })),
            {
              name: "Last sign-in",
              value: member.lastSignInAt ? (
                <>
                  {utc(member.lastSignInAt)} <span className="text-faint">(</span>
                  <Ago at={member.lastSignInAt} className="text-faint" />
                  <span className="text-faint">)</span>
                </>
              ) : (
                "Never"
              ),
            },
            { name: "Sees", value: placesWords(member.workspaces, workspaces) },
            { name: "Signed in now", value: plural(member.sessions, "browser") },
            { name: "API keys made", value: `${plural(member.apiKeys, "key")} in use` },
            { name: "Member since", value: utc(member.createdAt) },
            { name: "Member id", value: <Id value={member.id} label="Copy member id" /> },
          ]}
        />
      </Section>
      <Section
        title={removed ? "What they could do" : "What they may do"}
        note="All of it follows from the role, in the workspaces that they see."
      >
        <PermissionList held={member.permissions} all />
      </Section>
      <Section title="History" note="What was done to this member, and what they changed.">
        <History base={base} entries={history} names={names} />
      </Section>
    </div>
  );
}
