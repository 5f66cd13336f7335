import { createTenant, systemCaller } from "@/lib/access";
import { createGrant, discoverTools, publishRules, registerServer } from "@/lib/servers";
import { createVault, localKms } from "@/lib/vault";
import type { TenantFacts } from "../process/house-facts";
import type { House } from "./raise-house";

/** Everything on: what is not listed is denied, and what is listed has conditions and a limit. */
export const RULES = {
  version: 1,
  default: "deny",
  hide: ["secret"],
  tools: {
    echo: {
      require: [
        { path: "args.message", op: "exists" },
        { path: "args.message", op: "regex", value: "^[ -~]{1,200}$" },
      ],
      deny_if: [{ path: "args.amount", op: "gt", value: 1000 }],
      limits: [{ counter: "echo", window: "day", max: 1e12, scope: "grant" }],
    },
  },
};

/** A tenant whose server stands under rules, with its tools known and so many grants for it. */
export async function makeTenant(
  house: House,
  options: { slug: string; upstream: string; grants: number; rules?: object },
): Promise<TenantFacts> {
  const { config, secrets, web: db } = house;
  const made = await createTenant(db, { slug: options.slug, name: options.slug, actor: "bench" });
  const { tenantId, workspaceId } = made;
  const caller = systemCaller("bench", { tenantId, workspaceIds: [workspaceId] });
  const kms = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  const deps = { db, config, vault: createVault(db, kms) };
  const credential = { header: "authorization", value: "Bearer of-the-server" };
  const server = await registerServer(deps, caller, {
    name: "mock",
    url: options.upstream,
    credential,
  });
  const { error } = await discoverTools(deps, caller, server.id);
  if (error !== null) throw new Error(`The mock server was not understood: ${error}`);
  const document = options.rules ?? RULES;
  const { hash } = await publishRules(deps, caller, server.id, { document });
  const grants = [];
  for (let n = 0; n < options.grants; n++) {
    const grant = await createGrant(deps, caller, server.id, { name: `agent ${n}` });
    grants.push({ id: grant.id, token: grant.token.reveal() });
  }
  return { tenantId, workspaceId, serverId: server.id, policyHash: hash, grants };
}
