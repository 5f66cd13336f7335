import { TriangleAlert } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import { CopyButton, Id } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";
import type { ServerView } from "@/lib/servers";

type ServerFactsProps = {
  readonly server: ServerView;
  /** The name of its workspace; null where there is one only. */
  readonly workspace: string | null;
};

/** What stands fast about a server. Its credential is named, never shown. */
export function ServerFacts({ server, workspace }: ServerFactsProps) {
  const { credential, rules } = server;
  return (
    <div>
      <h2 className="mb-3 font-semibold">Facts</h2>
      <div className="mb-4 rounded-md border border-line bg-canvas px-3 py-2.5">
        <p className="flex items-center justify-between text-sm text-faint">
          Address at the gate <CopyButton text={server.mcpUrl} label="Copy address at the gate" />
        </p>
        <p className="font-mono text-xs leading-5 break-all">{server.mcpUrl}</p>
      </div>
      <Facts
        facts={[
          {
            name: "Rules",
            value: rules ? (
              <>
                Version {rules.version}, <Ago at={rules.publishedAt} />
              </>
            ) : (
              <span className="text-danger-text">None: everything is refused</span>
            ),
          },
          ...(rules
            ? [{ name: "Rules hash", value: <Id value={rules.hash} label="Copy rules hash" /> }]
            : []),
          ...(workspace === null ? [] : [{ name: "Workspace", value: workspace }]),
          ...reached(server),
          {
            name: "Credential",
            value: credential ? (
              <>
                Sealed, in{" "}
                <code className="font-mono text-sm">
                  {credential.header ?? credential.variable}
                </code>
              </>
            ) : (
              "None"
            ),
          },
          {
            name: "Tools checked",
            value: server.toolsCheckedAt ? <Ago at={server.toolsCheckedAt} /> : "Not yet",
          },
          { name: "Registered", value: <Ago at={server.createdAt} /> },
          { name: "Server id", value: <Id value={server.id} label="Copy server id" /> },
        ]}
      />
      {server.toolsError ? (
        <p className="mt-4 flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          The last check of its tools failed: {server.toolsError}
        </p>
      ) : null}
    </div>
  );
}

/** How it is reached: its address, or the command with what it is started with. */
function reached({ kind, url, command, args, env }: ServerView) {
  const code = (text: string) => <code className="font-mono text-sm break-all">{text}</code>;
  if (kind === "http") return [{ name: "Address", value: code(url ?? "") }];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    { name: "Command", value: code(command ?? "") },
    ...(args.length > 0 ? [{ name: "Arguments", value: code(args.join(" ")) }] : []),
    ...(variables.length > 0 ? [{ name: "Variables", value: code(variables.join(" ")) }] : []),
  ];
}
