import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";

type NextStepProps = {
  /** The server's own address in the console. */
  readonly path: string;
  readonly hasRules: boolean;
  readonly liveGrants: number;
};

/** What is still to do before an agent can call this server; nothing once that is done. */
export function NextStep({ path, hasRules, liveGrants }: NextStepProps) {
  if (hasRules && liveGrants > 0) return null;
  const [says, act, href] = hasRules
    ? ["No agent may call this server yet.", "Create a grant", `${path}/grants`]
    : [
        "Nothing passes yet: no rules say which tools may be called.",
        "Write rules",
        `${path}/rules`,
      ];
  return (
    <div className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-lg border border-line bg-accent-soft px-4 py-2.5">
      <p>
        <span className="font-medium text-accent-text">Next: </span>
        {says}
      </p>
      <Link href={href} className={buttonClass({ size: "sm" })}>
        {act} <ArrowRight aria-hidden />
      </Link>
    </div>
  );
}
