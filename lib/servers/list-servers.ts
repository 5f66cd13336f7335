import { type Caller, read } from "@/lib/access";
import { type Database, inOrder, type OrderBy, type Prisma } from "@/lib/db";
import { type Config, isId, Problem, type Shown } from "@/lib/kernel";
import { mcpUrl } from "./mcp-url";
import type { ServerOrder } from "./server-list.schema";
import type { serverSummarySchema } from "./server-view.schema";

export type ServerSummary = Shown<typeof serverSummarySchema>;
export type Page<T> = { readonly data: T[]; readonly nextCursor: string | null };

const BY: OrderBy<"name" | "created", Prisma.ServerOrderByWithRelationInput> = {
  name: (way) => ({ name: way }),
  // Ids are UUIDv7, so their order is the order of registration.
  created: (way) => ({ id: way }),
};

/** The servers of the caller's workspaces, oldest first unless sorted, a page at a time. */
export async function listServers(
  { db, config }: { readonly db: Database; readonly config: Config },
  caller: Caller,
  input: ServerOrder & { readonly limit: number; readonly cursor?: string | null },
): Promise<Page<ServerSummary>> {
  const after = input.cursor ?? undefined;
  if (after !== undefined && !isId(after))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return await read(db, caller, "servers:read", async (tx) => {
    const rows = await tx.server.findMany({
      where: { removedAt: null },
      ...inOrder(input.sort ?? "created", BY, { tenantId: caller.tenantId, cursor: after }),
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const ids = page.map((row) => row.id);
    const [credentials, tools, grants, rules] = [
      await tx.serverCredential.findMany({
        where: { serverId: { in: ids } },
        select: { serverId: true },
      }),
      await tx.tool.groupBy({ by: ["serverId"], where: { serverId: { in: ids } }, _count: true }),
      await tx.grant.groupBy({
        by: ["serverId"],
        where: { serverId: { in: ids }, revokedAt: null },
        _count: true,
      }),
      await tx.ruleSet.findMany({
        where: { id: { in: page.flatMap((row) => row.ruleSetId ?? []) } },
        select: { serverId: true, version: true, hash: true },
      }),
    ];
    const data = page.map((row) => {
      const ruleSet = rules.find((item) => item.serverId === row.id);
      return {
        id: row.id,
        name: row.name,
        kind: row.kind === "stdio" ? ("stdio" as const) : ("http" as const),
        url: row.url,
        command: row.command,
        mcpUrl: mcpUrl(config, row.id),
        createdAt: row.createdAt.toISOString(),
        hasCredential: credentials.some((item) => item.serverId === row.id),
        rules: ruleSet === undefined ? null : { version: ruleSet.version, hash: ruleSet.hash },
        tools: tools.find((item) => item.serverId === row.id)?._count ?? 0,
        grants: grants.find((item) => item.serverId === row.id)?._count ?? 0,
      };
    });
    return { data, nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null };
  });
}
