import {
  type Caller,
  changeOwn,
  covers,
  keyReach,
  lockCaller,
  placeKey,
  policyOf,
  type Reach,
  reachOf,
  requirePermission,
  requireStepUp,
} from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database, Tx } from "@/lib/db";
import { isId, newId, Problem, type Secret, type Shown } from "@/lib/kernel";
import type { RotateApiKeyInput, rotatedApiKeySchema } from "./api-key.schema";
import { earlier, type KeyPolicy, policyEnd } from "./judge-policy";
import { notHeldBy, overlapEnd, rotationRefusal } from "./judge-rotation";
import { newKeyEnd } from "./new-key-end";

/** The token is shown once; only its hash is kept. The old key keeps its id until it ends. */
export type RotatedApiKey = Omit<Shown<typeof rotatedApiKeySchema>, "token"> & {
  readonly token: Secret;
};

/**
 * Gives a key a successor with the same name, capabilities and end; the old one works beside it for
 * the overlap and not a moment longer. A key may rotate itself, and needs no permission for that.
 * Anybody else needs `api-keys:write` and everything the key holds.
 *
 * @throws Problem `already_rotated` with the successor's id, `key_ended`, `not_found`.
 */
export async function rotateApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  input: RotateApiKeyInput,
): Promise<RotatedApiKey> {
  const own = caller.actor === `api-key:${id}`;
  if (!own) requirePermission(caller, "api-keys:write");
  const successor = newId();
  const { token, hash, lastFour } = makeToken("pck");
  const { result, receipt } = await changeOwn(db, caller, async (tx) => {
    if (!own) await lockCaller(tx, caller);
    const key = await lockKey(tx, id);
    const reach = await keyReach(tx, id);
    await refuseRotation(tx, caller, key, reach);
    await requireStepUp(tx, caller, "keys.rotate");
    const { document: policy } = await policyOf(tx, caller.tenantId, "api-keys");
    const expiresAt = successorEnd(caller, key, policy, input);
    const endsAt = overlapEnd(key, key.now, input.overlapSeconds);
    await tx.apiKey.create({
      data: {
        tenantId: caller.tenantId,
        id: successor,
        name: key.name,
        tokenHash: new Uint8Array(hash),
        lastFour,
        capabilities: key.capabilities,
        // Who answers for a key does not change when it renews itself.
        createdBy: own ? key.createdBy : caller.actor,
        expiresAt,
        everyWorkspace: reach.every,
        lineage: key.lineage ?? key.id,
        rotatedFrom: key.id,
      },
    });
    await placeKey(tx, caller, successor, reach);
    await tx.apiKey.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { rotatedAt: key.now, expiresAt: endsAt },
    });
    return {
      result: { name: key.name, capabilities: key.capabilities, expiresAt, endsAt },
      entry: {
        type: "api-key.rotated",
        action: own ? "api-key.rotate-itself" : "api-key.rotate",
        target: `api-key:${id}`,
        outcome: "done",
        reason: `overlap:${input.overlapSeconds}`,
        refs: { "api-key": successor, "rotated-from": id },
      },
    };
  });
  return {
    id: successor,
    name: result.name,
    token,
    capabilities: result.capabilities,
    expiresAt: result.expiresAt?.toISOString() ?? null,
    rotatedFrom: { id, endsAt: result.endsAt.toISOString() },
    receipt,
  };
}

type LockedKey = {
  readonly id: string;
  readonly name: string;
  readonly capabilities: string[];
  readonly createdBy: string;
  readonly lineage: string | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly rotatedAt: Date | null;
  /** The database's clock, which also judges when a key has ended. */
  readonly now: Date;
};

/** The key, which nobody else rotates or revokes until this transaction ends. */
async function lockKey(tx: Tx, id: string): Promise<LockedKey> {
  const [key] = isId(id)
    ? await tx.$queryRaw<LockedKey[]>`
        select id::text, name, capabilities, created_by as "createdBy", lineage::text,
          expires_at as "expiresAt", revoked_at as "revokedAt", rotated_at as "rotatedAt",
          statement_timestamp() as now
        from portcullis.api_keys
        where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid
        for update`
    : [];
  if (key === undefined) throw new Problem("not_found");
  return key;
}

async function refuseRotation(tx: Tx, caller: Caller, key: LockedKey, reach: Reach): Promise<void> {
  const refusal = rotationRefusal(key, key.now);
  if (refusal === "already_rotated") {
    const successor = await tx.apiKey.findFirst({ where: { rotatedFrom: key.id } });
    throw new Problem(refusal, { extensions: { id: successor?.id ?? null } });
  }
  if (refusal !== null) throw new Problem(refusal);
  if (!covers(await reachOf(tx, caller), reach)) {
    throw new Problem("forbidden", {
      detail: "This key sees a workspace that you do not. Somebody who sees it can rotate the key.",
    });
  }
  const missing = notHeldBy(caller, key.capabilities);
  if (missing.length > 0) {
    throw new Problem("forbidden", {
      detail: `This key holds what you do not: ${missing.join(", ")}. Somebody who holds it can rotate the key.`,
    });
  }
}

/** Left out, the successor ends when the old key would have, or sooner where the policy says so. */
function successorEnd(
  caller: Caller,
  key: LockedKey,
  policy: KeyPolicy,
  input: RotateApiKeyInput,
): Date | null {
  const wanted = input.expiresAt;
  if (wanted === undefined) {
    const end = earlier(key.expiresAt, policyEnd(policy, key.now));
    return newKeyEnd(caller, policy, end, key.now);
  }
  return newKeyEnd(caller, policy, wanted === null ? null : new Date(wanted), key.now);
}
