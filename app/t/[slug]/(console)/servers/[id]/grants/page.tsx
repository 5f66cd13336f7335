import { KeyRound } from "lucide-react";
import { CreateGrant } from "@/components/grants/create-grant";
import { GrantTable } from "@/components/grants/grant-table";
import { RevokeGrant } from "@/components/grants/revoke-grant";
import { NotPermitted } from "@/components/ui/permitted";
import { Empty } from "@/components/ui/states";
import { grantUse } from "@/lib/decisions";
import { now } from "@/lib/kernel";
import { readFor } from "../../../../attempt";
import { permit } from "../../../permit";
import { grant as create, revoke } from "../actions";
import { readServer } from "../read-server";

type Props = { readonly params: Promise<{ slug: string; id: string }> };

export default async function GrantsPage({ params }: Props) {
  const { slug, id } = await params;
  const { caller, found } = await readServer(slug, id);
  // The frame shows the problem.
  if (!found.ok) return null;
  const { server, grants, moreGrants, names } = found.value;
  const use = await readFor(caller, (house) => grantUse(house, caller, id));
  const usageOf = (grantId: string) => (use.ok ? use.value.uses.get(grantId) : undefined);
  const usageKnown = use.ok && use.value.complete;
  const writing = permit(caller, "grants:write");
  const creation = writing.may ? (
    <CreateGrant
      servers={[{ id: server.id, name: server.name }]}
      create={create.bind(null, slug)}
    />
  ) : (
    <NotPermitted why={writing.why}>Create grant</NotPermitted>
  );
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="max-w-[64ch] text-sm text-muted">
          Who may call this server. A token is shown once, when its grant is created; afterwards
          only its last four characters are known here.
        </p>
        {creation}
      </div>
      {grants.length === 0 ? (
        <Empty icon={KeyRound} title="Nobody may call this server yet">
          A grant is a token for one agent and this one server. The agent uses it in place of the
          server's own credential, which it never sees.
        </Empty>
      ) : (
        <GrantTable
          grants={grants}
          names={names}
          usageOf={usageOf}
          usageKnown={usageKnown}
          nowMs={now().getTime()}
          actOn={(grant) =>
            writing.may ? (
              <RevokeGrant
                grant={grant}
                use={usageOf(grant.id)}
                usageKnown={usageKnown}
                revoke={revoke.bind(null, slug, id)}
              />
            ) : (
              <NotPermitted size="sm" why={writing.why}>
                Revoke
              </NotPermitted>
            )
          }
        />
      )}
      {moreGrants ? (
        <p className="mt-3 text-sm text-muted">
          Older grants are left out here; the control API lists all of them.
        </p>
      ) : null}
    </>
  );
}
