import {
  type Caller,
  change,
  lockCaller,
  placeKey,
  policyOf,
  reachFrom,
  reachOf,
  requirePermission,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { newId, now, type Secret, type Shown } from "@/lib/kernel";
import type { createdApiKeySchema, NewApiKeyInput } from "./api-key.schema";
import { grantableCapabilities } from "./grantable-capabilities";
import { newKeyEnd, refuseUnallowed } from "./new-key-end";

/** The token is shown once; only its hash is kept. */
export type CreatedApiKey = Omit<Shown<typeof createdApiKeySchema>, "token"> & {
  readonly token: Secret;
};

/**
 * An API key for scripts, with a part of what its creator may do and of what the organisation lets keys
 * hold. One that a key makes ends no later than that key does, and none later than the policy says.
 */
export async function createApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  input: NewApiKeyInput,
): Promise<CreatedApiKey> {
  requirePermission(caller, "api-keys:write");
  const capabilities = grantableCapabilities(caller, input.capabilities);
  const id = newId();
  const { token, hash, lastFour } = makeToken("pck");
  const { result: expiresAt, receipt } = await change(db, caller, "api-keys:write", async (tx) => {
    await lockCaller(tx, caller);
    await requireStepUp(tx, caller, "keys.create");
    const { document: policy } = await policyOf(tx, caller.tenantId, "api-keys");
    refuseUnallowed(policy, capabilities);
    const wanted = input.expiresAt == null ? null : new Date(input.expiresAt);
    const expiresAt = newKeyEnd(caller, policy, wanted, now());
    const reach =
      input.workspaces === undefined ? await reachOf(tx, caller) : reachFrom(input.workspaces);
    await requireReach(tx, caller, reach);
    await tx.apiKey.create({
      data: {
        tenantId: caller.tenantId,
        id,
        name: input.name,
        tokenHash: new Uint8Array(hash),
        lastFour,
        capabilities: [...capabilities],
        createdBy: caller.actor,
        expiresAt,
        everyWorkspace: reach.every,
      },
    });
    await placeKey(tx, caller, id, reach);
    return {
      result: expiresAt,
      entry: {
        type: "api-key.created",
        action: "api-key.create",
        target: `api-key:${id}`,
        outcome: "done",
        refs: { "api-key": id },
      },
    };
  });
  return {
    id,
    name: input.name,
    token,
    capabilities,
    expiresAt: expiresAt?.toISOString() ?? null,
    receipt,
  };
}
