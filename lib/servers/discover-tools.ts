import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { type Caller, change, read } from "@/lib/access";
import { type Canonical, canonicalJson, sha256Hex } from "@/lib/crypto";
import type { Database, Prisma, Tx } from "@/lib/db";
import { type Config, now, type Shown } from "@/lib/kernel";
import type { Sandbox } from "@/lib/stdio";
import type { Vault } from "@/lib/vault";
import { askForTools } from "./ask-for-tools";
import { credentialPlace } from "./credential-place";
import { findServer } from "./find-server";
import { haveToolsChecked } from "./have-tools-checked";
import type { discoveredToolsSchema } from "./server-view.schema";
import { type ServerTarget, targetOf } from "./target";

export type DiscoveredTools = Shown<typeof discoveredToolsSchema>;
type Deps = {
  readonly db: Database;
  readonly vault: Vault;
  readonly config: Pick<Config, "mode">;
  /** Where commands may be started; without it, whoever may is asked to. */
  readonly sandbox?: Sandbox;
};

/**
 * Asks an upstream server what tools it offers and keeps the answer. A server that cannot be asked
 * is no error of the caller's: what went wrong is kept with the server and shown, and the tools that
 * were known stay.
 */
export async function discoverTools(
  deps: Deps,
  caller: Caller,
  serverId: string,
): Promise<DiscoveredTools> {
  const target = await loadTarget(deps, caller, serverId);
  // Commands are started where the gates are, and never by the console.
  if (target.kind === "stdio" && deps.sandbox === undefined)
    return await haveToolsChecked(deps.db, caller, serverId);
  const label = { server: serverId, tenant: caller.tenantId, session: "(tools)" };
  const found = await askForTools(target, deps.config.mode, deps.sandbox, label);
  const hashes: Record<string, string> =
    found.tools === null ? {} : { tools: sha256Hex(found.tools.map(hashDefinition).sort().join()) };
  const { receipt } = await change(deps.db, caller, "rules:write", async (tx) => {
    const server = await findServer(tx, serverId);
    if (found.tools !== null)
      await keepTools(tx, caller.tenantId, server.workspaceId, serverId, found.tools);
    await tx.server.updateMany({
      where: { id: serverId },
      data: { toolsCheckedAt: now(), toolsError: found.error },
    });
    return {
      result: undefined,
      entry: {
        type: "server.tools-checked",
        action: "server.check-tools",
        target: `server:${serverId}`,
        outcome: found.error === null ? "done" : "failed",
        refs: { server: serverId },
        hashes,
      },
    };
  });
  return { tools: found.tools?.length ?? 0, error: found.error, receipt };
}

/** SHA-256 of a tool's whole canonical definition: name, texts, schemas, annotations. */
function hashDefinition(tool: Tool): string {
  return sha256Hex(canonicalJson(tool as unknown as Canonical));
}

async function loadTarget(
  { db, vault }: Deps,
  caller: Caller,
  serverId: string,
): Promise<ServerTarget> {
  const { server, credential } = await read(db, caller, "rules:write", async (tx) => {
    const server = await findServer(tx, serverId);
    return { server, credential: await tx.serverCredential.findFirst({ where: { serverId } }) };
  });
  if (credential === null) return targetOf(server, null);
  const place = credentialPlace(server.workspaceId, serverId);
  const value = await vault.open(caller, place, credential.sealed);
  const { header, variable } = credential;
  return targetOf(server, { header, variable, value });
}

async function keepTools(
  tx: Tx,
  tenantId: string,
  workspaceId: string,
  serverId: string,
  tools: readonly Tool[],
): Promise<void> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  await tx.tool.deleteMany({ where: { serverId, name: { notIn: [...byName.keys()] } } });
  for (const [name, tool] of byName) {
    const definition = tool as unknown as Prisma.InputJsonObject;
    const seen = {
      title: tool.title ?? tool.annotations?.title ?? null,
      description: tool.description ?? null,
      definition,
      definitionHash: hashDefinition(tool),
      seenAt: now(),
    };
    await tx.tool.upsert({
      where: { tenantId_serverId_name: { tenantId, serverId, name } },
      create: { tenantId, workspaceId, serverId, name, ...seen },
      update: seen,
    });
  }
}
