import { type Caller, change, type Permission, requirePermission } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { newId, now, Problem, type Secret } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { NewApiKeyInput } from "./api-key.schema";
import { grantableCapabilities } from "./grantable-capabilities";

export type CreatedApiKey = {
  readonly id: string;
  readonly name: string;
  /** Shown once; only its hash is kept. */
  readonly token: Secret;
  readonly capabilities: readonly Permission[];
  readonly expiresAt: string | null;
  readonly receipt: Receipt;
};

/** An API key for scripts, with a part of what its creator may do. */
export async function createApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  input: NewApiKeyInput,
): Promise<CreatedApiKey> {
  requirePermission(caller, "api-keys:write");
  const capabilities = grantableCapabilities(caller, input.capabilities);
  const expiresAt = input.expiresAt == null ? null : new Date(input.expiresAt);
  if (expiresAt !== null && expiresAt <= now()) {
    throw new Problem("unprocessable", {
      extensions: { fields: [{ path: "/expiresAt", message: "The end must be in the future" }] },
    });
  }
  const id = newId();
  const { token, hash, lastFour } = makeToken("pck");
  const { receipt } = await change(db, caller, "api-keys:write", async (tx) => {
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
      },
    });
    return {
      result: undefined,
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
