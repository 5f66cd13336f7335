import { Server } from "lucide-react";
import type { Metadata } from "next";
import { RegisterDialog } from "@/components/servers/register-dialog";
import { ServerTable } from "@/components/servers/server-table";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { NotPermitted } from "@/components/ui/permitted";
import { sortIn } from "@/components/ui/sorted";
import { Empty, Failed } from "@/components/ui/states";
import { listWorkspaces, mayDo } from "@/lib/access";
import { listServers, SERVER_COLUMNS } from "@/lib/servers";
import { readFor, visitor } from "../../../attempt";
import { permit } from "../../permit";
import { register } from "./actions";

export const metadata: Metadata = { title: "Servers" };

const LIMIT = 50;
const URL_HELP = {
  evaluation:
    "Its streamable HTTP endpoint. Evaluation mode also takes plain http and this machine.",
  production: "Its streamable HTTP endpoint: https, and not a private address.",
} as const;

const COMMAND_HELP = {
  evaluation:
    "An executable on this machine, by name or path. It runs here, as the gate starts it.",
  production:
    "An executable on the gate's machine, by its full path: one of those your operator lists in PORTCULLIS_STDIO_COMMANDS.",
} as const;

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function ServersPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const path = `${base}/servers`;
  const search = await searchParams;
  const sort = sortIn(SERVER_COLUMNS, oneParam(search.sort));
  const cursor = oneParam(search.cursor);
  const found = await readFor(caller, async (house) => ({
    ...(await listServers(house, caller, { limit: LIMIT, sort, cursor })),
    mode: house.config.mode,
    workspaces: mayDo(caller, "workspaces:read") ? (await listWorkspaces(house, caller)).data : [],
  }));
  // A server is registered among what is looked at.
  const workspaces = (found.ok ? found.value.workspaces : []).filter(
    ({ id, archivedAt }) => archivedAt === null && caller.workspaceIds.includes(id),
  );
  const { may, why } = permit(caller, "providers:create");
  const mode = found.ok ? found.value.mode : "production";
  const registration = may ? (
    <RegisterDialog
      base={base}
      urlHelp={URL_HELP[mode]}
      commandHelp={COMMAND_HELP[mode]}
      workspaces={workspaces.map(({ id, name }) => ({ id, name }))}
      startsOpen={oneParam(search.new) !== undefined}
      register={register.bind(null, slug)}
    />
  ) : (
    <NotPermitted why={why}>Register server</NotPermitted>
  );
  const next = found.ok && found.value.nextCursor;
  return (
    <>
      <PageHeader
        title="Servers"
        purpose="The MCP servers behind the gate: their tools, the rules in force, and who may call them."
        act={registration}
      />
      {!found.ok ? (
        <Failed problem={found.problem} consequence="Nothing was changed." />
      ) : found.value.data.length === 0 ? (
        <Empty icon={Server} title="No server is registered">
          Register the MCP server your agents use today, then give the agents the gate's address in
          place of the server's. Every call is judged and recorded on its way.
        </Empty>
      ) : (
        <ServerTable
          base={base}
          servers={found.value.data}
          sorting={{
            sort: sort ?? "created",
            hrefOf: (by) => withParams(path, {}, { sort: by }),
          }}
        />
      )}
      <PageLinks
        first={cursor ? withParams(path, { sort }, {}) : null}
        next={next ? withParams(path, { sort }, { cursor: next }) : null}
      />
    </>
  );
}
