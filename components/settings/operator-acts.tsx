import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import type { OperatorActView } from "@/lib/tenants";

const WORDS: Readonly<Record<OperatorActView["act"], string>> = {
  create: "Created the organisation",
  "invite-owner": "Invited an owner",
  suspend: "Suspended the organisation",
  resume: "Resumed the organisation",
  export: "Exported the organisation",
  destroy: "Destroyed the organisation",
};

type OperatorActsProps = { readonly acts: readonly OperatorActView[]; readonly base: string };

/** What whoever runs the installation did to this organisation as a whole, and why. */
export function OperatorActs({ acts, base }: OperatorActsProps) {
  if (acts.length === 0) {
    return (
      <p className="max-w-[640px] text-muted">
        Nothing yet. If whoever runs this installation ever suspends, exports or enters this
        organisation, it stands here with their reason, and in your ledger.
      </p>
    );
  }
  return (
    <ul className="max-w-[640px] divide-y divide-line border-y border-line">
      {acts.map((act) => (
        <li key={act.id} className="py-3">
          <p className="flex flex-wrap items-center gap-x-2">
            <span className="font-medium">{WORDS[act.act]}</span>
            <span className="text-muted">by {act.operator}</span>
            <Ago at={act.at} className="text-sm text-faint" />
          </p>
          <p className="mt-0.5 break-words">{act.reason}</p>
          <Link
            href={`${base}/ledger?request=${encodeURIComponent(act.requestId)}`}
            className="mt-1 inline-block text-sm text-muted underline underline-offset-2"
          >
            In the ledger
          </Link>
        </li>
      ))}
    </ul>
  );
}
