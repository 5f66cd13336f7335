import type { Caller } from "@/lib/access";
import type { Database } from "@/lib/db";
import { log } from "@/lib/kernel";
import {
  createGrant,
  discoverTools,
  getServer,
  listGrants,
  listServers,
  publishRules,
  registerServer,
  revokeGrant,
} from "@/lib/servers";
import { createVault, localKms } from "@/lib/vault";
import type { EvaluationGrant, SeedContext } from "./context";
import { SEED_SERVERS, type SeedServer } from "./tenants";

type Context = SeedContext & { db: Database };
const ALL = 100;

/** Registers the evaluation server under its names, each with its rules and its grant. */
export async function seedServers(
  context: Context,
  caller: Caller,
  url: string,
): Promise<EvaluationGrant[]> {
  const { db, config, secrets } = context;
  const kms = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  const deps = { db, config, vault: createVault(db, kms) };
  const { data: present } = await listServers(deps, caller, { limit: ALL });
  const grants: EvaluationGrant[] = [];
  for (const seed of SEED_SERVERS) {
    const found = present.find(({ name }) => name === seed.name);
    const { id } = found ?? (await registerServer(deps, caller, { name: seed.name, url }));
    const server = await getServer(deps, caller, id);
    if (!server.rules) await publishRules(deps, caller, id, { document: seed.rules });
    if (server.tools.length === 0) await seeTools(deps, caller, id);
    grants.push(await seedGrant(deps, caller, id, seed));
  }
  return grants;
}

/** Asks the server for its tools, so that the console shows them. The start does not hang on it. */
async function seeTools(
  deps: Parameters<typeof discoverTools>[0],
  caller: Caller,
  id: string,
): Promise<void> {
  try {
    await discoverTools(deps, caller, id);
  } catch (error) {
    log.warn("the evaluation server's tools could not be listed", { error });
  }
}

/** A grant's token is shown once: where a start that was cut off lost it, the grant is made anew. */
async function seedGrant(
  deps: Pick<Context, "db" | "config">,
  caller: Caller,
  serverId: string,
  seed: SeedServer,
): Promise<EvaluationGrant> {
  const { data: present } = await listGrants(deps, caller, serverId, { limit: ALL });
  for (const lost of present) {
    if (lost.name === seed.grant && lost.revokedAt === null) {
      await revokeGrant(deps, caller, serverId, lost.id);
    }
  }
  const { token, mcpUrl } = await createGrant(deps, caller, serverId, { name: seed.grant });
  return { name: seed.grant, token: token.reveal(), mcpUrl, server: seed.name, serverId };
}
