import { newId } from "@/lib/kernel";
import { sql } from "./database";
import type { CanaryTenant } from "./tenant";

/** Last of all: whoever has a factor is asked for it before what is dangerous. */
export async function fillFactors({
  tenantId,
  owner: { memberId },
  word,
}: CanaryTenant): Promise<void> {
  const id = newId();
  await sql(
    `insert into portcullis.factors (tenant_id, id, member_id, kind, name, confirmed_at, credential_id, public_key)
     values ($1, $2, $3, 'passkey', $4 || ' factor', now(), $4 || '-credential', $4::bytea)`,
    [tenantId, id, memberId, word],
  );
  await sql(
    "insert into portcullis.factor_attempts (tenant_id, factor_id, bucket) values ($1, $2, $3 || '-bucket')",
    [tenantId, id, word],
  );
  await sql(
    "insert into portcullis.member_attempts (tenant_id, member_id, bucket) values ($1, $2, $3 || '-bucket')",
    [tenantId, memberId, word],
  );
  await sql(
    `insert into portcullis.factor_challenges (tenant_id, id, member_id, purpose, challenge, expires_at)
     values ($1, $2, $3, $4 || '-purpose', $4 || '-challenge', now() + interval '1 hour')`,
    [tenantId, newId(), memberId, word],
  );
  await sql(
    "insert into portcullis.spare_codes (tenant_id, id, member_id, code_hash) values ($1, $2, $3, sha256($4::bytea))",
    [tenantId, newId(), memberId, word],
  );
  await sql(
    `insert into portcullis.member_devices (tenant_id, id, member_id, token_hash, user_agent, address, expires_at)
     values ($1, $2, $3, sha256(('d' || $4)::bytea), $4 || '-browser', $4 || '-from', now() + interval '1 hour')`,
    [tenantId, newId(), memberId, word],
  );
  // Proven just now, or nothing that asks for it could be made any more.
  await sql(
    "update portcullis.sessions set factor = 'passkey', factor_at = now() where tenant_id = $1 and member_id = $2",
    [tenantId, memberId],
  );
  await sql(
    `insert into portcullis.second_steps (tenant_id, id, member_id, token_hash, next, user_agent, address, expires_at)
     values ($1, $2, $3, sha256(('s' || $4)::bytea), '/t/' || $4, $4 || '-waits', $4 || '-where', now() + interval '1 hour')`,
    [tenantId, newId(), memberId, word],
  );
}
