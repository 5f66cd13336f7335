import { type Caller, change } from "@/lib/access";
import { sha256Hex } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { type Config, newId, Problem, Secret, type Shown } from "@/lib/kernel";
import type { Vault } from "@/lib/vault";
import { credentialPlace } from "./credential-place";
import { assertUrlAllowed } from "./guard-url";
import { mcpUrl } from "./mcp-url";
import type { NewServerInput } from "./server.schema";
import type { registeredServerSchema } from "./server-view.schema";

export type ServerDeps = { readonly db: Database; readonly vault: Vault; readonly config: Config };
export type RegisteredServer = Shown<typeof registeredServerSchema>;

/**
 * Registers an upstream server in the caller's first workspace. It has no rules yet, so nothing
 * passes. The credential is sealed before anything is written.
 */
export async function registerServer(
  { db, vault, config }: ServerDeps,
  caller: Caller,
  input: NewServerInput,
): Promise<RegisteredServer> {
  const url = assertUrlAllowed(input.url, config.mode).href;
  const [workspaceId] = caller.workspaceIds;
  if (workspaceId === undefined)
    throw new Problem("forbidden", { detail: "You belong to no workspace." });
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
    await tx.server.create({
      data: { tenantId, workspaceId, id, name: input.name, url, createdBy: actor },
    });
    if (sealed !== null && input.credential !== undefined) {
      const { header } = input.credential;
      await tx.serverCredential.create({
        data: { tenantId, workspaceId, serverId: id, header, sealed: new Uint8Array(sealed) },
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
        hashes: { url: sha256Hex(url) },
      },
    };
  });
  return { id, name: input.name, url, mcpUrl: mcpUrl(config, id), receipt };
}
