import type { Metadata } from "next";
import { type OwnOptions, SECTIONS } from "@/components/policy/fields";
import { PolicyForm } from "@/components/policy/policy-form";
import { PolicyShown } from "@/components/policy/policy-shown";
import { Ago } from "@/components/ui/ago";
import { Section } from "@/components/ui/facts";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Failed } from "@/components/ui/states";
import {
  listRoles,
  listWorkspaces,
  mayDo,
  nameRecords,
  type PolicySection,
  readPolicy,
} from "@/lib/access";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { change } from "./actions";

export const metadata: Metadata = { title: "Sign-in policy" };

/** What only the organisation knows, by section. */
type Options = Readonly<Partial<Record<PolicySection, OwnOptions>>>;
type Props = { readonly params: Promise<{ slug: string }> };

const PURPOSE =
  "What your organisation says of its own doors. A change holds from the next request on, and stands in the ledger.";

export default async function SignInPolicyPage({ params }: Props) {
  const { slug, caller } = await visitor(params);
  const sections = Object.keys(SECTIONS) as PolicySection[];
  const found = await readFor(caller, async (house) => {
    const policies = await Promise.all(sections.map((one) => readPolicy(house, caller, one)));
    const names = await nameRecords(
      house,
      caller,
      policies.flatMap(({ changedBy }) => changedBy ?? []),
    );
    const all = policies.map((policy, place) => ({
      ...policy,
      section: sections[place] as PolicySection,
      by: policy.changedBy && (names.get(policy.changedBy) ?? policy.changedBy),
    }));
    const { data } = mayDo(caller, "workspaces:read")
      ? await listWorkspaces(house, caller)
      : { data: [] };
    const workspaces = data.map(({ id, name }) => ({ value: id, label: name }));
    const own = mayDo(caller, "members:read") ? (await listRoles(house, caller)).data : [];
    const roles = own.flatMap(({ id, name, builtIn }) =>
      builtIn ? [] : { value: id, label: name },
    );
    return { all, options: { newcomers: { workspaces }, mfa: { roles } } as Options };
  });
  const top = <PageHeader title="Sign-in policy" purpose={PURPOSE} />;
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="Nothing of the policy was touched." />
      </>
    );
  }
  const writing = permit(caller, "sign-in:write");
  return (
    <>
      {top}
      <div className="space-y-12">
        {found.value.all.map(({ section, version, document, by, changedAt }) => (
          <Section key={section} title={SECTIONS[section].title} note={SECTIONS[section].note}>
            <p className="mb-4 text-sm text-faint">
              {by === null || changedAt === null ? (
                "Nobody has changed this yet: it stands as it comes."
              ) : (
                <>
                  Version {version}, changed by {by} <Ago at={changedAt.toISOString()} />
                </>
              )}
            </p>
            {writing.may ? (
              <PolicyForm
                key={version}
                section={section}
                version={version}
                document={document}
                options={found.value.options[section]}
                change={change.bind(null, slug, section)}
              />
            ) : (
              <>
                <PolicyShown
                  section={section}
                  document={document}
                  options={found.value.options[section]}
                />
                <p className="mt-4">
                  <NotPermitted size="sm" why={writing.why}>
                    Change
                  </NotPermitted>
                </p>
              </>
            )}
          </Section>
        ))}
      </div>
    </>
  );
}
