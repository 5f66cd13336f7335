import type { Metadata } from "next";
import { PermissionList } from "@/components/access/permission-list";
import { ExplainForm } from "@/components/roles/explain-form";
import { RemoveRole } from "@/components/roles/remove-role";
import { RoleEditor } from "@/components/roles/role-editor";
import { RoleTable } from "@/components/roles/role-table";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Sheet } from "@/components/ui/sheet";
import { Failed } from "@/components/ui/states";
import { plural, utc } from "@/components/ui/time";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { dropRole, makeRole, saveRole } from "./actions";
import { readRoles } from "./read";

export const metadata: Metadata = { title: "Roles" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

const PURPOSE = "What each role may do, who has it, and why somebody can or cannot do something.";

export default async function RolesPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/roles`;
  const openId = oneParam(search.open);
  const asked = {
    subject: oneParam(search.subject),
    can: oneParam(search.can),
    in: oneParam(search.in),
  };
  const found = await readFor(caller, (house) => readRoles(house, caller, openId, asked));
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Roles" purpose={PURPOSE} />
        <Failed problem={found.problem} consequence="No role was touched." />
      </>
    );
  }
  const { roles, open, told, subjects, workspaces } = found.value;
  const writing = permit(caller, "roles:write");
  const held = [...caller.permissions];
  return (
    <>
      <PageHeader
        title="Roles"
        purpose={PURPOSE}
        act={
          writing.may ? (
            <RoleEditor held={held} save={makeRole.bind(null, slug)} />
          ) : (
            <NotPermitted why={writing.why}>Make a role</NotPermitted>
          )
        }
      />
      <div className="space-y-10">
        <RoleTable
          roles={roles}
          hrefOf={(id) => withParams(path, {}, { open: id })}
          openId={open?.id}
        />
        <Section
          title="Why can, why cannot"
          note="The questions that every door asks, in their order, and what would have to be different."
        >
          <ExplainForm subjects={subjects} workspaces={workspaces} asked={asked} told={told} />
        </Section>
      </div>
      {openId === undefined ? null : open === undefined ? (
        <Sheet closeHref={path} title="Not found">
          <p>This organisation has no role with the id in the address.</p>
        </Sheet>
      ) : (
        <Sheet
          key={`${open.id} ${open.version}`}
          closeHref={path}
          title={open.name}
          subtitle={plural(open.members, "member")}
        >
          <div className="space-y-8">
            <p className="text-muted">{open.description}</p>
            {open.builtIn || open.version === null ? (
              <p className="text-sm text-faint">Built in: it is the same in every organisation.</p>
            ) : writing.may ? (
              <div className="flex flex-wrap gap-2">
                <RoleEditor
                  role={open}
                  held={held}
                  save={saveRole.bind(null, slug, open.id, open.version)}
                />
                <RemoveRole name={open.name} remove={dropRole.bind(null, slug, open.id)} />
              </div>
            ) : (
              <NotPermitted why={writing.why}>Change role</NotPermitted>
            )}
            {open.builtIn ? null : (
              <Section title="Facts">
                <Facts
                  facts={[
                    { name: "Version", value: String(open.version) },
                    { name: "Changed", value: open.changedAt ? utc(open.changedAt) : "Never" },
                    { name: "Role id", value: <Id value={open.id} label="Copy role id" /> },
                  ]}
                />
              </Section>
            )}
            <Section title="What it may do">
              <PermissionList held={open.permissions} all />
            </Section>
          </div>
        </Sheet>
      )}
    </>
  );
}
