import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { Agent, fetch as undiciFetch } from "undici";
import { type Caller, change, read } from "@/lib/access";
import { type Canonical, canonicalJson, sha256Hex } from "@/lib/crypto";
import type { Database, Prisma, Tx } from "@/lib/db";
import { type Config, type Mode, now, type Secret, type Shown } from "@/lib/kernel";
import type { Vault } from "@/lib/vault";
import { credentialPlace } from "./credential-place";
import { findServer } from "./find-server";
import { assertUrlAllowed, guardedLookup } from "./guard-url";
import type { discoveredToolsSchema } from "./server-view.schema";

const CALL_MILLISECONDS = 8_000;
const MAX_PAGES = 50;
const MAX_TOOLS = 10_000;
const MAX_REPLY_BYTES = 8 * 1024 * 1024;

export type DiscoveredTools = Shown<typeof discoveredToolsSchema>;
type Deps = { readonly db: Database; readonly vault: Vault; readonly config: Pick<Config, "mode"> };
type Upstream = {
  readonly url: string;
  readonly credential: { readonly header: string; readonly value: Secret } | null;
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
  const upstream = await loadUpstream(deps, caller, serverId);
  const found = await askForTools(upstream, deps.config.mode).then(
    (tools) => ({ tools, error: null }),
    (error: unknown) => ({ tools: null, error: explain(error) }),
  );
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

async function loadUpstream(
  { db, vault }: Deps,
  caller: Caller,
  serverId: string,
): Promise<Upstream> {
  const row = await read(db, caller, "rules:write", async (tx) => {
    const server = await findServer(tx, serverId);
    return { server, credential: await tx.serverCredential.findFirst({ where: { serverId } }) };
  });
  if (row.credential === null) return { url: row.server.url, credential: null };
  const place = credentialPlace(row.server.workspaceId, serverId);
  const value = await vault.open(caller, place, row.credential.sealed);
  return { url: row.server.url, credential: { header: row.credential.header, value } };
}

async function askForTools({ url, credential }: Upstream, mode: Mode): Promise<Tool[]> {
  const agent = new Agent({
    connect: { lookup: guardedLookup(mode) as never },
    maxResponseSize: MAX_REPLY_BYTES,
  });
  const address = assertUrlAllowed(url, mode);
  const transport = new StreamableHTTPClientTransport(address, {
    requestInit: {
      headers: credential === null ? {} : { [credential.header]: credential.value.reveal() },
    },
    // A redirect could lead the credential elsewhere, so none is followed.
    fetch: (input, init) =>
      undiciFetch(input as string, {
        ...(init as object),
        redirect: "error",
        dispatcher: agent,
      }) as unknown as Promise<Response>,
  });
  const client = new Client({ name: "portcullis", version: "1" });
  const options = { timeout: CALL_MILLISECONDS, maxTotalTimeout: CALL_MILLISECONDS };
  try {
    await client.connect(transport, options);
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES && tools.length < MAX_TOOLS; page++) {
      const reply = await client.listTools({ cursor }, options);
      tools.push(...reply.tools);
      cursor = reply.nextCursor;
      if (cursor === undefined) break;
    }
    await transport.terminateSession().catch(() => {});
    return tools.slice(0, MAX_TOOLS);
  } finally {
    await client.close().catch(() => {});
    agent.destroy().catch(() => {});
  }
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

/** What may be shown of a failure: its kind, never a header or a body. */
function explain(error: unknown): string {
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : "";
  if (/EADDRREFUSED|not allowed/.test(text))
    return "The server's name leads to an address that the gate may not connect to.";
  if (/ECONNREFUSED|fetch failed|ENOTFOUND|EAI_AGAIN/.test(text))
    return "The server could not be reached.";
  if (/timed out|Timeout|aborted/i.test(text)) return "The server did not answer in time.";
  if (/\b401\b|\b403\b|Unauthorized/i.test(text))
    return "The server refused the credential that is registered for it.";
  return "The server did not answer as an MCP server does.";
}
