import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Config, Shown } from "@/lib/kernel";
import { findServer } from "./find-server";
import { mcpUrl } from "./mcp-url";
import type { serverViewSchema, toolViewSchema } from "./server-view.schema";

export type ToolView = Shown<typeof toolViewSchema>;
export type ServerView = Shown<typeof serverViewSchema>;

/** One server with the tools it was last seen to offer. Its credential is named, never shown. */
export async function getServer(
  { db, config }: { readonly db: Database; readonly config: Config },
  caller: Caller,
  id: string,
): Promise<ServerView> {
  return await read(db, caller, "servers:read", async (tx) => {
    const server = await findServer(tx, id);
    const credential = await tx.serverCredential.findFirst({
      where: { serverId: id },
      select: { header: true, variable: true, createdAt: true },
    });
    const rules =
      server.ruleSetId === null
        ? null
        : await tx.ruleSet.findFirst({ where: { id: server.ruleSetId } });
    const tools = await tx.tool.findMany({ where: { serverId: id }, orderBy: { name: "asc" } });
    return {
      id: server.id,
      name: server.name,
      kind: server.kind === "stdio" ? "stdio" : "http",
      url: server.url,
      command: server.command,
      args: server.args,
      env: server.env as Record<string, string>,
      mcpUrl: mcpUrl(config, server.id),
      workspaceId: server.workspaceId,
      createdAt: server.createdAt.toISOString(),
      credential:
        credential === null
          ? null
          : {
              header: credential.header,
              variable: credential.variable,
              createdAt: credential.createdAt.toISOString(),
            },
      rules:
        rules === null
          ? null
          : {
              version: rules.version,
              hash: rules.hash,
              publishedAt: rules.createdAt.toISOString(),
            },
      tools: tools.map((tool) => ({
        name: tool.name,
        title: tool.title,
        description: tool.description,
        definition: tool.definition,
        definitionHash: tool.definitionHash,
        firstSeenAt: tool.firstSeenAt.toISOString(),
        seenAt: tool.seenAt.toISOString(),
      })),
      toolsCheckedAt: server.toolsCheckedAt?.toISOString() ?? null,
      toolsError: server.toolsError,
    };
  });
}
