import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { RequestChanges } from "@/components/decisions/request-changes";
import { RequestDecision } from "@/components/decisions/request-decision";
import { buttonClass } from "@/components/ui/button";
import { Id } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { Empty, Failed } from "@/components/ui/states";
import { plural } from "@/components/ui/time";
import { nameRecords } from "@/lib/access";
import { explainRequest, getDecision } from "@/lib/decisions";
import { isId, toProblem } from "@/lib/kernel";
import { readFor, visitor } from "../../../attempt";

export const metadata: Metadata = { title: "Request" };

type Props = { readonly params: Promise<{ slug: string; request: string }> };

/** What happened under a request id: the page that a refusal's text leads to. */
export default async function RequestPage({ params }: Props) {
  const { base, caller } = await visitor(params);
  const requestId = decodeURIComponent((await params).request);
  const found = await readFor(caller, async (house) => {
    const explained = await explainRequest(house, caller, requestId);
    const { decisions, changes } = explained;
    const references = changes.flatMap(({ actor, target }) => [actor, target]);
    const names = Object.fromEntries(await nameRecords(house, caller, references));
    const unknown = decisions.length === 0 && changes.length === 0;
    // Somebody may hold the id of the decision itself.
    const other =
      unknown && isId(requestId)
        ? await getDecision(house, caller, requestId).catch(unlessUnknown)
        : null;
    return { ...explained, names, leadsTo: other?.requestId ?? null };
  });
  if (found.ok && found.value.leadsTo !== null) {
    redirect(`${base}/decisions/${encodeURIComponent(found.value.leadsTo)}`);
  }
  const top = (
    <PageHeader
      title="Request"
      back={{ href: `${base}/decisions`, label: "Decisions" }}
      purpose={<Id value={requestId} label="Copy request id" />}
    />
  );
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="What was decided stays decided." />
      </>
    );
  }
  const { decisions, more, changes, names } = found.value;
  if (decisions.length === 0 && changes.length === 0) {
    return (
      <>
        {top}
        <Empty
          icon={SearchX}
          title="Nothing is known under this request id"
          act={
            <Link href={`${base}/decisions`} className={buttonClass()}>
              Go to decisions
            </Link>
          }
        >
          No call and no change of this organisation has it. It may be cut off, belong to another
          organisation, or be of a request that only read something.
        </Empty>
      </>
    );
  }
  return (
    <>
      {top}
      {decisions.length > 1 ? (
        <p className="mb-6 text-muted">
          {plural(decisions.length, "decision")} stand under this id, oldest first
          {more ? "; there are more than are shown" : ""}.
        </p>
      ) : null}
      <div className="space-y-12 [&>*+*]:border-t [&>*+*]:border-line [&>*+*]:pt-8">
        {decisions.map((decision) => (
          <RequestDecision key={decision.id} base={base} decision={decision} />
        ))}
        {changes.length > 0 ? <RequestChanges base={base} entries={changes} names={names} /> : null}
      </div>
    </>
  );
}

function unlessUnknown(thrown: unknown): null {
  if (toProblem(thrown).code === "not_found") return null;
  throw thrown;
}
