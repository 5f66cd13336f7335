import { createHash, timingSafeEqual } from "node:crypto";
import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { takeAnswer } from "../answer-row";
import type { BrokerProfile } from "../broker-flow";

/**
 * Exchanges one of our own codes, once, for what was accepted under it: if the verifier is the one
 * whose challenge the sign-in began with (RFC 7636, section 4.6). Null if there is no such answer.
 */
export async function exchangeOidc(
  { db }: { readonly db: Database },
  tenantId: string,
  code: string,
  verifier: string,
): Promise<BrokerProfile | null> {
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const answer = await withTenant(db, caller, (tx) => takeAnswer(tx, tenantId, code));
  if (answer?.challenge === undefined) return null;
  const given = createHash("sha256").update(verifier).digest();
  const wanted = Buffer.from(answer.challenge, "base64url");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const { connection, subject, claims } = answer;
  const authenticatedAt = answer.authenticatedAt === null ? null : new Date(answer.authenticatedAt);
  return { tenantId, connection, subject, claims, authenticatedAt, protocol: "oidc" };
}
