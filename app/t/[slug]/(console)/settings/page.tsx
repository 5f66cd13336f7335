import type { Metadata } from "next";
import { Installation } from "@/components/settings/installation";
import { MakeWorkspace } from "@/components/settings/make-workspace";
import { NameForm } from "@/components/settings/name-form";
import { OperatorActs } from "@/components/settings/operator-acts";
import { PutAway } from "@/components/settings/put-away";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Failed } from "@/components/ui/states";
import { utc } from "@/components/ui/time";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { makeWorkspace, nameTenant, nameWorkspace, putAway, takeBack } from "./actions";
import { readPage } from "./read";

export const metadata: Metadata = { title: "Tenant" };

type Props = { readonly params: Promise<{ slug: string }> };

const TENANT_HELP = "Shown in the console, to everybody who signs in. Its address stays as it is.";
const WORKSPACE_HELP = "Servers, grants and decisions belong to it.";

export default async function SettingsPage({ params }: Props) {
  const { slug, base, caller } = await visitor(params);
  const found = await readFor(caller, (house) => readPage(house, caller));
  const top = (
    <PageHeader
      title="Tenant"
      purpose="What this organisation is called, the workspaces it has, and what it runs on."
    />
  );
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="No setting was touched." />
      </>
    );
  }
  const { settings, acts, installation } = found.value;
  const { tenant, workspaces } = settings;
  const writing = permit(caller, "workspaces:write");
  return (
    <>
      {top}
      <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,460px)]">
        <div className="min-w-0 space-y-10">
          <Section title="Organisation">
            {writing.may ? (
              <NameForm
                key={tenant.name}
                label="Name of the organisation"
                help={TENANT_HELP}
                name={tenant.name}
                rename={nameTenant.bind(null, slug)}
              />
            ) : (
              <p className="flex flex-wrap items-center gap-3">
                <span className="text-lg">{tenant.name}</span>
                <NotPermitted size="sm" why={writing.why}>
                  Change name
                </NotPermitted>
              </p>
            )}
            <Facts
              className="mt-5 max-w-[640px]"
              facts={[
                { name: "Address", value: <Id value={tenant.slug} label="Copy address name" /> },
                {
                  name: "Sign-in page",
                  value: (
                    <Id
                      value={`${installation.console}/t/${tenant.slug}/sign-in`}
                      label="Copy address of the sign-in page"
                    />
                  ),
                },
                { name: "Tenant id", value: <Id value={tenant.id} label="Copy tenant id" /> },
                { name: "Since", value: utc(tenant.createdAt) },
              ]}
            />
          </Section>
          <Section
            title="Workspaces"
            note={
              workspaces.length === 1
                ? "This organisation has one workspace, made with it; everything belongs to that one."
                : undefined
            }
          >
            <ul className="space-y-6">
              {workspaces.map((workspace) => (
                <li key={workspace.id}>
                  {writing.may ? (
                    <NameForm
                      key={workspace.name}
                      label="Name of the workspace"
                      help={WORKSPACE_HELP}
                      name={workspace.name}
                      rename={nameWorkspace.bind(null, slug, workspace.id)}
                    />
                  ) : (
                    <p className="text-lg">{workspace.name}</p>
                  )}
                  <Facts
                    className="mt-4 max-w-[640px]"
                    facts={[
                      {
                        name: "Workspace id",
                        value: <Id value={workspace.id} label={`Copy id of ${workspace.name}`} />,
                      },
                      { name: "Since", value: utc(workspace.createdAt) },
                      ...(workspace.archivedAt === null
                        ? []
                        : [{ name: "Put away", value: utc(workspace.archivedAt) }]),
                    ]}
                  />
                  {writing.may ? (
                    <PutAway
                      key={workspace.archivedAt}
                      name={workspace.name}
                      archived={workspace.archivedAt !== null}
                      put={(workspace.archivedAt === null ? putAway : takeBack).bind(
                        null,
                        slug,
                        workspace.id,
                      )}
                    />
                  ) : null}
                </li>
              ))}
            </ul>
            <div className="mt-6">
              {writing.may ? (
                <MakeWorkspace make={makeWorkspace.bind(null, slug)} />
              ) : (
                <NotPermitted size="sm" why={writing.why}>
                  Make a workspace
                </NotPermitted>
              )}
            </div>
          </Section>
          <Section
            title="Acts of the operator"
            note="What whoever runs this installation did to this organisation as a whole."
          >
            <OperatorActs acts={acts} base={base} />
          </Section>
        </div>
        <Section
          title="Installation"
          note="The same for every organisation here. An operator changes it, on the machine."
        >
          <Installation installation={installation} />
        </Section>
      </div>
    </>
  );
}
