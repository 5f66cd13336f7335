import { sha256Hex } from "@/lib/crypto";
import { joinTransaction, type Prisma, withTenant } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import type { House } from "../rooms";
import type { ApiCaller, Reply } from "./endpoint";

const KEY = /^[\x21-\x7e]{1,255}$/;
/** How long an answer is kept for a repetition. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export type OnceInput = {
  readonly house: House;
  readonly caller: ApiCaller;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** Method and path, as the request named them. */
  readonly operation: string;
  readonly bytes: Uint8Array;
};

/**
 * Does the work of one idempotency key once. The key's row, the change and its ledger entry are one
 * transaction: two requests at the same time with the same key take turns at the row, and the
 * second finds the first one's answer. What failed leaves nothing behind and may be tried again.
 */
export async function once(
  { house, caller, key, operation, bytes }: OnceInput,
  work: (house: House) => Promise<Reply>,
): Promise<Reply> {
  if (!KEY.test(key)) {
    throw new Problem("invalid_request", {
      detail: "An Idempotency-Key is 1 to 255 visible ASCII characters.",
    });
  }
  const requestHash = sha256Hex(Buffer.concat([Buffer.from(`${operation}\n`), bytes]));
  const { tenantId, actor } = caller;
  return await withTenant(house.db, caller, async (tx) => {
    await tx.idempotencyKey.deleteMany({
      where: { tenantId, actor, key, createdAt: { lt: new Date(Date.now() - KEPT_MS) } },
    });
    const claimed = await tx.$executeRaw`
      insert into portcullis.idempotency_keys (tenant_id, actor, key, operation, request_hash)
      values (${tenantId}::uuid, ${actor}, ${key}, ${operation}, ${requestHash})
      on conflict do nothing`;
    const id = { tenantId_actor_key: { tenantId, actor, key } };
    if (claimed === 0) {
      return replay(await tx.idempotencyKey.findUniqueOrThrow({ where: id }), requestHash);
    }
    const reply = await work({ ...house, db: joinTransaction(house.db, tx) });
    const secret = reply.made?.secret ?? false;
    await tx.idempotencyKey.update({
      where: id,
      data: {
        status: reply.status,
        // An answer that showed a secret is not kept: a copy of the secret would be.
        response: secret ? undefined : kept(reply),
        resourceId: isId(reply.made?.id) ? reply.made.id : null,
        secret,
      },
    });
    return reply;
  });
}

type Row = {
  readonly requestHash: string;
  readonly status: number | null;
  readonly response: unknown;
  readonly resourceId: string | null;
  readonly secret: boolean;
};

function replay(row: Row, requestHash: string): Reply {
  if (row.requestHash !== requestHash) throw new Problem("idempotency_mismatch");
  if (row.secret) {
    throw new Problem("secret_already_shown", { extensions: { id: row.resourceId } });
  }
  const { body, headers } = row.response as Pick<Reply, "body" | "headers">;
  return {
    status: row.status ?? 200,
    body,
    headers: { ...headers, "idempotency-replayed": "true" },
  };
}

function kept(reply: Reply): Prisma.InputJsonValue {
  return { body: reply.body, headers: reply.headers } as Prisma.InputJsonObject;
}
