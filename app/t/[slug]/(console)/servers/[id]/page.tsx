import { Wrench } from "lucide-react";
import { RefreshWhile } from "@/components/live/refresh-while";
import { CheckTools } from "@/components/servers/check-tools";
import { NextStep } from "@/components/servers/next-step";
import { RemoveServer } from "@/components/servers/remove-server";
import { ServerFacts } from "@/components/servers/server-facts";
import { ToolPanel } from "@/components/servers/tool-panel";
import { type ToolSort, ToolTable } from "@/components/servers/tool-table";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { NotPermitted } from "@/components/ui/permitted";
import { Sheet } from "@/components/ui/sheet";
import { Empty } from "@/components/ui/states";
import { type RulesDocument, rulesSchema } from "@/lib/policy";
import { permit } from "../../permit";
import { checkTools, remove } from "./actions";
import { readServer } from "./read-server";

type Props = {
  readonly params: Promise<{ slug: string; id: string }>;
  readonly searchParams: Promise<Params>;
};

const SORTS: readonly string[] = ["name", "-name", "state", "-state"];

export default async function ServerPage({ params, searchParams }: Props) {
  const { slug, id } = await params;
  const search = await searchParams;
  const { base, path, caller, found } = await readServer(slug, id);
  // The frame shows the problem.
  if (!found.ok) return null;
  const { server, workspace, grants } = found.value;
  const rules = documentOf(found.value.rules?.document);
  const named = oneParam(search.sort) ?? "name";
  const sort = (SORTS.includes(named) ? named : "name") as ToolSort;
  const tool = server.tools.find((one) => one.name === oneParam(search.tool));
  const here = { sort: sort === "name" ? undefined : sort };
  const checking = permit(caller, "rules:write");
  const removing = permit(caller, "providers:delete");
  const check = checking.may ? (
    <CheckTools check={checkTools.bind(null, slug, id)} />
  ) : (
    <NotPermitted why={checking.why}>Check tools now</NotPermitted>
  );
  return (
    <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_296px]">
      <RefreshWhile waiting={server.toolsCheckedAt === null} />
      <div className="min-w-0">
        <NextStep
          path={path}
          hasRules={found.value.rules !== null}
          liveGrants={grants.filter(({ revokedAt }) => revokedAt === null).length}
        />
        {server.tools.length === 0 ? (
          <Empty icon={Wrench} title="No tools are known yet" act={check}>
            {server.toolsError ??
              "The server is asked for its tools within a minute of being registered, or now."}
          </Empty>
        ) : (
          <>
            <div className="mb-1 flex items-center justify-between gap-4">
              <p className="text-sm text-muted">
                What the server was last seen to offer, and what the rules mean for it.
              </p>
              {check}
            </div>
            <ToolTable
              tools={server.tools}
              rules={rules}
              sort={sort}
              sortHref={(next) => withParams(path, {}, { sort: next })}
              hrefOf={(name) => withParams(path, here, { tool: name })}
              openName={tool?.name}
            />
          </>
        )}
      </div>
      <aside aria-label="About this server">
        <ServerFacts server={server} workspace={workspace} />
        <div className="mt-6 border-t border-line pt-4">
          {removing.may ? (
            <RemoveServer
              name={server.name}
              grants={grants.filter((grant) => grant.revokedAt === null).length}
              leadsTo={`${base}/servers`}
              remove={remove.bind(null, slug, id)}
            />
          ) : (
            <NotPermitted size="sm" why={removing.why}>
              Remove server
            </NotPermitted>
          )}
        </div>
      </aside>
      {tool ? (
        <Sheet
          key={tool.name}
          closeHref={withParams(path, here, {})}
          title={tool.name}
          subtitle={`Tool of ${server.name}`}
        >
          <ToolPanel base={base} serverId={server.id} tool={tool} rules={rules} />
        </Sheet>
      ) : null}
    </div>
  );
}

function documentOf(stored: unknown): RulesDocument | null {
  const parsed = rulesSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
