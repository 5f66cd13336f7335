import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { hashToken, type MintedToken, makeToken, sha256, tokenOf } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import type { Client } from "@/lib/identity";
import { newId } from "@/lib/kernel";

const SALT_BYTES = 16;

/** The key children are derived with; derived itself, so that one secret never serves two purposes. */
export function refreshKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "portcullis/refresh-token/v1", 32));
}

/** Which client this is, as far as can be told: where it stands and what it calls itself. */
export function clientHash({ address, userAgent }: Client): Buffer {
  return sha256(JSON.stringify([address, userAgent]));
}

/** The first token of a session's line. */
export async function beginLine(
  tx: Tx,
  session: { readonly tenantId: string; readonly id: string },
): Promise<MintedToken> {
  const first = makeToken("pcr");
  await tx.refreshToken.create({
    data: {
      tenantId: session.tenantId,
      id: newId(),
      sessionId: session.id,
      tokenHash: new Uint8Array(first.hash),
    },
  });
  return first;
}

/**
 * The child of a token: made of the parent's text, a key of this house and a salt in the database, so
 * that it can be made again for who shows the same parent, and by nobody who lacks one of the three.
 */
function childOf(key: Uint8Array, parent: string, salt: Uint8Array): MintedToken {
  return tokenOf("pcr", createHmac("sha256", key).update(salt).update(parent).digest());
}

export type LineRow = {
  readonly tenantId: string;
  readonly id: string;
  readonly sessionId: string;
};

/** Uses a token up, and gives the child that takes its place. */
export async function exchange(
  tx: Tx,
  key: Uint8Array,
  row: LineRow,
  shown: { readonly text: string; readonly by: Uint8Array; readonly at: Date },
): Promise<MintedToken> {
  const salt = randomBytes(SALT_BYTES);
  const child = childOf(key, shown.text, salt);
  await tx.refreshToken.updateMany({
    where: { tenantId: row.tenantId, id: row.id },
    data: { usedAt: shown.at, usedBy: new Uint8Array(shown.by) },
  });
  await tx.refreshToken.create({
    data: {
      tenantId: row.tenantId,
      id: newId(),
      sessionId: row.sessionId,
      tokenHash: new Uint8Array(child.hash),
      parentId: row.id,
      salt: new Uint8Array(salt),
    },
  });
  return child;
}

/** The child that a used token was exchanged for, made again; null if it cannot be any more. */
export async function madeAgain(
  tx: Tx,
  key: Uint8Array,
  row: LineRow,
  text: string,
): Promise<{ readonly row: LineRow & Used; readonly text: string } | null> {
  const child = await tx.refreshToken.findFirst({
    where: { tenantId: row.tenantId, parentId: row.id },
  });
  if (child === null || child.salt === null) return null;
  const made = childOf(key, text, child.salt).token.reveal();
  return hashToken(made).equals(Buffer.from(child.tokenHash)) ? { row: child, text: made } : null;
}

type Used = { readonly usedAt: Date | null; readonly usedBy: Uint8Array | null };
