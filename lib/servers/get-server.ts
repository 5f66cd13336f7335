import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Config } from "@/lib/kernel";
import { findServer } from "./find-server";
import { mcpUrl } from "./mcp-url";

export type ToolView = {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly definition: unknown;
  readonly definitionHash: string;
  readonly firstSeenAt: string;
  readonly seenAt: string;
};
export type ServerView = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly mcpUrl: string;
  readonly workspaceId: string;
  readonly createdAt: string;
  readonly credential: { readonly header: string; readonly createdAt: string } | null;
  readonly rules: {
    readonly version: number;
    readonly hash: string;
    readonly publishedAt: string;
  } | null;
  readonly tools: ToolView[];
  readonly toolsCheckedAt: string | null;
  readonly toolsError: string | null;
};

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
      select: { header: true, createdAt: true },
    });
    const rules =
      server.ruleSetId === null
        ? null
        : await tx.ruleSet.findFirst({ where: { id: server.ruleSetId } });
    const tools = await tx.tool.findMany({ where: { serverId: id }, orderBy: { name: "asc" } });
    return {
      id: server.id,
      name: server.name,
      url: server.url,
      mcpUrl: mcpUrl(config, server.id),
      workspaceId: server.workspaceId,
      createdAt: server.createdAt.toISOString(),
      credential:
        credential === null
          ? null
          : { header: credential.header, createdAt: credential.createdAt.toISOString() },
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
