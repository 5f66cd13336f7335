import type { Metadata } from "next";
import { OwnFactors } from "@/components/factors/own-factors";
import { roleName } from "@/components/shell/roles";
import { Facts, Section } from "@/components/ui/facts";
import { PageHeader } from "@/components/ui/page-header";
import { Failed } from "@/components/ui/states";
import { utc } from "@/components/ui/time";
import { listOwnFactors } from "@/lib/factors";
import { readFor, visitor } from "../../attempt";

export const metadata: Metadata = { title: "Your account" };

type Props = { readonly params: Promise<{ slug: string }> };

const PURPOSE = "Who you are here, and how you prove that it is you.";

export default async function AccountPage({ params }: Props) {
  const { caller } = await visitor(params);
  const found = await readFor(caller, (house) => listOwnFactors(house, caller));
  const top = <PageHeader title="Your account" purpose={PURPOSE} />;
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="Nothing of your account was touched." />
      </>
    );
  }
  return (
    <>
      {top}
      <div className="space-y-10">
        <Section title="You">
          <Facts
            className="max-w-[640px]"
            facts={[
              { name: "Name", value: caller.name },
              { name: "Mail address", value: caller.email },
              {
                name: "Role",
                value:
                  caller.customRole?.name ?? (caller.role === null ? "" : roleName(caller.role)),
              },
              { name: "Signed in until", value: utc(caller.session.expiresAt.toISOString()) },
            ]}
          />
        </Section>
        <OwnFactors view={found.value} />
      </div>
    </>
  );
}
