import { type Caller, change, chooseWorkspace, read } from "@/lib/access";
import { type Canonical, canonicalJson, sha256Hex } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { assertUrlAllowed, type Config, newId, Secret, type Shown } from "@/lib/kernel";
import { permitCommand } from "@/lib/stdio";
import type { Vault } from "@/lib/vault";
import { credentialPlace } from "./credential-place";
import { mcpUrl } from "./mcp-url";
import type { NewServerInput } from "./server.schema";
import type { registeredServerSchema } from "./server-view.schema";

export type ServerDeps = { readonly db: Database; readonly vault: Vault; readonly config: Config };
export type RegisteredServer = Shown<typeof registeredServerSchema>;

/**
 * Registers an upstream server in a workspace of the caller's. It has no rules yet, so nothing
 * passes. The credential is sealed before anything is written.
 */
export async function registerServer(
  { db, vault, config }: ServerDeps,
  caller: Caller,
  input: NewServerInput,
): Promise<RegisteredServer> {
  const reached = reachedBy(input, config);
  const wanted = input.workspaceId;
  // Asked before the change, since the credential is sealed for the workspace; and again within it.
  const workspaceId = await read(db, caller, "providers:create", (tx) =>
    chooseWorkspace(tx, caller, wanted),
  );
  const id = newId();
  const sealed =
    input.credential === undefined
      ? null
      : await vault.seal(
          caller,
          credentialPlace(workspaceId, id),
          new Secret(input.credential.value),
        );
  const { receipt } = await change(db, caller, "providers:create", async (tx) => {
    const { tenantId, actor } = caller;
    await chooseWorkspace(tx, caller, workspaceId);
    await tx.server.create({
      data: { tenantId, workspaceId, id, name: input.name, ...reached, createdBy: actor },
    });
    if (sealed !== null && input.credential !== undefined) {
      const { credential } = input;
      const placed =
        "variable" in credential
          ? { variable: credential.variable }
          : { header: credential.header };
      await tx.serverCredential.create({
        data: { tenantId, workspaceId, serverId: id, ...placed, sealed: new Uint8Array(sealed) },
      });
    }
    return {
      result: undefined,
      entry: {
        type: "server.registered",
        action: "server.register",
        target: `server:${id}`,
        outcome: "done",
        refs: { server: id, workspace: workspaceId },
        hashes: hashesOf(reached),
      },
    };
  });
  const { kind, url, command } = reached;
  return { id, name: input.name, kind, url, command, mcpUrl: mcpUrl(config, id), receipt };
}

/**
 * How the server will be reached. A command is one that the operator permits, and is looked at again
 * at every start; a refusal here is so that nobody registers what would never start.
 */
function reachedBy(input: NewServerInput, config: Config) {
  if (!("command" in input)) {
    const url = assertUrlAllowed(input.url, config.mode).href;
    return { kind: "http", url, command: null } as const;
  }
  permitCommand(input.command, config);
  const { command, args, env } = input;
  return { kind: "stdio", url: null, command, args, env } as const;
}

function hashesOf(reached: ReturnType<typeof reachedBy>): Record<string, string> {
  if (reached.kind === "http") return { url: sha256Hex(reached.url) };
  const { command, args, env } = reached;
  return { command: sha256Hex(canonicalJson({ command, args, env } as Canonical)) };
}
