import { randomBytes, randomUUID } from "node:crypto";
import { hashRecoveryCode } from "@/lib/factors/recovery-code";
import { testAuthenticator } from "@/lib/factors/testing/authenticator";
import { codeOf } from "@/lib/factors/testing/people";
import { newId } from "@/lib/kernel";
import * as passkeyOptions from "../v1/me/factors/passkey/options/route";
import * as confirm from "../v1/me/factors/totp/[id]/confirm/route";
import * as totp from "../v1/me/factors/totp/route";
import { type Sent, send, type TestApi } from "./api";

/** What a person sends for themselves, in a browser. */
export const mine = { person: true } as const;
const sql = (api: TestApi, text: string, values: unknown[] = []) =>
  api.database.admin(text, [api.mine.tenantId, api.personId, ...values]);

/** A person without factors, who has just proven that it is they. */
export async function fresh(api: TestApi): Promise<void> {
  await sql(
    api,
    "update portcullis.factors set removed_at = now() where tenant_id = $1 and member_id = $2",
  );
  await sql(
    api,
    "update portcullis.sessions set factor_at = now(), factor = 'totp' where tenant_id = $1 and member_id = $2",
  );
}

/** The same with so many passkeys that nobody holds. */
export async function withPasskeys(api: TestApi, count = 2): Promise<string> {
  await fresh(api);
  let id = "";
  for (let n = 0; n < count; n++) {
    id = newId();
    await sql(
      api,
      `insert into portcullis.factors (tenant_id, member_id, id, kind, name, confirmed_at, credential_id, public_key)
       values ($1, $2, $3, 'passkey', 'Key', now(), $4, $5)`,
      [id, randomUUID(), randomBytes(8)],
    );
  }
  return id;
}

/** A generator of codes that is begun and not confirmed, with a code of it. */
export async function begun(api: TestApi): Promise<{ params: { id: string }; code: string }> {
  await fresh(api);
  const answer = await send(totp, "POST", api.asMe({ ...mine, body: { name: "Phone" } }));
  return { params: { id: answer.body.id }, code: codeOf(answer.body.secret)() };
}

/** Adds a passkey that was made for a challenge of ours. */
export async function made(api: TestApi, key = testAuthenticator()): Promise<Sent> {
  const { body } = await send(passkeyOptions, "POST", api.asMe(mine));
  const answer = key.create(body.options);
  return { ...mine, body: { name: "Key", challenge: body.challenge, answer } };
}

/** Proves who it is by a recovery code that is good. */
export async function recoveryCode(api: TestApi): Promise<Sent> {
  const code = randomBytes(8).toString("hex").toUpperCase();
  await sql(
    api,
    "insert into portcullis.spare_codes (tenant_id, member_id, id, code_hash) values ($1, $2, $3, $4)",
    [newId(), hashRecoveryCode(api.personId, code)],
  );
  return { ...mine, body: { method: "recovery-code", code } };
}

/** Codes of a generator that takes none for now. */
export async function locked(api: TestApi): Promise<Sent> {
  const { params, code } = await begun(api);
  await send(confirm, "POST", api.asMe({ ...mine, params, body: { code } }));
  await sql(
    api,
    `insert into portcullis.factor_attempts (tenant_id, factor_id, bucket, failures, locked_until)
     select $1, $3, 'session:' || id, 9, now() + interval '1 hour'
     from portcullis.sessions where tenant_id = $1 and member_id = $2`,
    [params.id],
  );
  return { ...mine, body: { method: "totp", code: "000000" } };
}

/** The one factor of somebody who must have one. */
export async function needed(api: TestApi): Promise<Sent> {
  const id = await withPasskeys(api, 1);
  await api.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, '{"roles": ["approver"]}', 'test')
     on conflict (tenant_id, section) do update set document = excluded.document`,
    [api.mine.tenantId],
  );
  return { ...mine, params: { id } };
}

/** A browser that the person is known by. */
export async function aDevice(api: TestApi): Promise<Sent> {
  const id = newId();
  await sql(
    api,
    `insert into portcullis.member_devices (tenant_id, member_id, id, token_hash, expires_at)
     values ($1, $2, $3, $4, now() + interval '1 day')`,
    [id, randomBytes(32)],
  );
  return { ...mine, params: { id } };
}
