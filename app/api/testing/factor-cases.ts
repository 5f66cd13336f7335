import { randomBytes, randomUUID } from "node:crypto";
import { permissionsOf } from "@/lib/access";
import { hashRecoveryCode } from "@/lib/factors/recovery-code";
import { testAuthenticator } from "@/lib/factors/testing/authenticator";
import { codeOf } from "@/lib/factors/testing/people";
import { newId } from "@/lib/kernel";
import * as device from "../v1/me/devices/[id]/route";
import * as factor from "../v1/me/factors/[id]/route";
import * as passkeyOptions from "../v1/me/factors/passkey/options/route";
import * as passkey from "../v1/me/factors/passkey/route";
import * as factors from "../v1/me/factors/route";
import * as confirm from "../v1/me/factors/totp/[id]/confirm/route";
import * as totp from "../v1/me/factors/totp/route";
import * as recoveryCodes from "../v1/me/recovery-codes/route";
import * as stepUpOptions from "../v1/me/step-up/options/route";
import * as stepUp from "../v1/me/step-up/route";
import * as ofMember from "../v1/members/[id]/factors/route";
import { type Sent, send, type TestApi } from "./api";
import type { Case } from "./case";
import { aMember } from "./people-cases";

const mine = { person: true } as const;
const VIEWER = [...permissionsOf("viewer")];
const sql = (api: TestApi, text: string, values: unknown[] = []) =>
  api.database.admin(text, [api.mine.tenantId, api.personId, ...values]);

/** A person without factors, who has just proven that it is they. */
async function fresh(api: TestApi): Promise<void> {
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
async function withPasskeys(api: TestApi, count = 2): Promise<string> {
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

async function begun(api: TestApi): Promise<{ params: { id: string }; code: string }> {
  await fresh(api);
  const answer = await send(totp, "POST", api.asMe({ ...mine, body: { name: "Phone" } }));
  return { params: { id: answer.body.id }, code: codeOf(answer.body.secret)() };
}

async function made(api: TestApi, key = testAuthenticator()): Promise<Sent> {
  const { body } = await send(passkeyOptions, "POST", api.asMe(mine));
  const answer = key.create(body.options);
  return { ...mine, body: { name: "Key", challenge: body.challenge, answer } };
}

async function recoveryCode(api: TestApi): Promise<Sent> {
  const code = randomBytes(8).toString("hex").toUpperCase();
  await sql(
    api,
    "insert into portcullis.spare_codes (tenant_id, member_id, id, code_hash) values ($1, $2, $3, $4)",
    [newId(), hashRecoveryCode(api.personId, code)],
  );
  return { ...mine, body: { method: "recovery-code", code } };
}

/** Codes of a generator that takes none for now. */
async function locked(api: TestApi): Promise<Sent> {
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

async function needed(api: TestApi): Promise<Sent> {
  const id = await withPasskeys(api, 1);
  await api.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, '{"roles": ["approver"]}', 'test')
     on conflict (tenant_id, section) do update set document = excluded.document`,
    [api.mine.tenantId],
  );
  return { ...mine, params: { id } };
}

async function aDevice(api: TestApi): Promise<Sent> {
  const id = newId();
  await sql(
    api,
    `insert into portcullis.member_devices (tenant_id, member_id, id, token_hash, expires_at)
     values ($1, $2, $3, $4, now() + interval '1 day')`,
    [id, randomBytes(32)],
  );
  return { ...mine, params: { id } };
}

const own = { permission: null, hasId: false } as const;

/** What a person has to prove who they are. */
export const FACTOR_CASES: readonly Case[] = [
  {
    ...{ ...own, name: "GET me/factors", route: factors, method: "GET" },
    good: () => mine,
    bad: [["a query", () => ({ ...mine, query: "?a=1" }), 422]],
  },
  {
    ...{ ...own, name: "POST me/factors/totp", route: totp, method: "POST", status: 201 },
    good: async (api) => {
      await fresh(api);
      return { ...mine, body: { name: "Phone" } };
    },
    bad: [
      ["no name", () => ({ ...mine, body: {} }), 422],
      [
        "a second one",
        async (_s, api) => {
          const { params, code } = await begun(api);
          await send(confirm, "POST", api.asMe({ ...mine, params, body: { code } }));
          return { ...mine, body: { name: "Another" } };
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "POST me/factors/totp/confirm", route: confirm, method: "POST" },
    hasId: true,
    good: async (api) => {
      const { params, code } = await begun(api);
      return { ...mine, params, body: { code } };
    },
    bad: [
      [
        "five digits",
        async (_s, api) => ({
          ...mine,
          params: (await begun(api)).params,
          body: { code: "12345" },
        }),
        422,
      ],
      [
        "a wrong code",
        async (_s, api) => {
          const { params, code } = await begun(api);
          const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
          return { ...mine, params, body: { code: wrong } };
        },
        403,
      ],
    ],
  },
  {
    ...{ ...own, name: "POST me/factors/passkey/options", route: passkeyOptions, method: "POST" },
    good: () => mine,
    bad: [["a name", () => ({ ...mine, body: { name: "a" } }), 422]],
  },
  {
    ...{ ...own, name: "POST me/factors/passkey", route: passkey, method: "POST", status: 201 },
    good: async (api) => {
      await fresh(api);
      return await made(api);
    },
    bad: [
      ["nothing", () => ({ ...mine, body: {} }), 422],
      [
        "an answer to no challenge",
        async (_s, api) => {
          await fresh(api);
          const sent = await made(api);
          return { ...sent, body: { ...(sent.body as object), challenge: newId() } };
        },
        403,
      ],
      [
        "a passkey that was added",
        async (_s, api) => {
          await fresh(api);
          const key = testAuthenticator();
          await send(passkey, "POST", api.asMe(await made(api, key)));
          return await made(api, key);
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "DELETE me/factor", route: factor, method: "DELETE" },
    hasId: true,
    good: async (api) => ({ ...mine, params: { id: await withPasskeys(api) } }),
    bad: [["the last that must be", (_s, api) => needed(api), 409]],
  },
  {
    ...{
      ...own,
      name: "POST me/recovery-codes",
      route: recoveryCodes,
      method: "POST",
      status: 201,
    },
    good: async (api) => {
      await withPasskeys(api);
      return mine;
    },
    bad: [
      ["a number", () => ({ ...mine, body: { count: 3 } }), 422],
      [
        "no factor to stand in for",
        async (_s, api) => {
          await fresh(api);
          return mine;
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "DELETE me/device", route: device, method: "DELETE" },
    hasId: true,
    good: aDevice,
    bad: [],
  },
  {
    ...{ ...own, name: "POST me/step-up/options", route: stepUpOptions, method: "POST" },
    good: () => mine,
    bad: [["a name", () => ({ ...mine, body: { name: "a" } }), 422]],
  },
  {
    ...{ ...own, name: "POST me/step-up", route: stepUp, method: "POST" },
    good: recoveryCode,
    bad: [
      ["nothing", () => ({ ...mine, body: {} }), 422],
      ["letters", () => ({ ...mine, body: { method: "totp", code: "abcdef" } }), 422],
      [
        "a code that is none",
        () => ({ ...mine, body: { method: "recovery-code", code: "0".repeat(16) } }),
        403,
      ],
      ["a code while none is taken", (_s, api) => locked(api), 429],
    ],
  },
  {
    name: "GET member/factors",
    route: ofMember,
    method: "GET",
    permission: "members:read",
    hasId: true,
    good: (api) => aMember(api),
    bad: [["a query", async (_s, api) => ({ ...(await aMember(api)), query: "?a=1" }), 422]],
  },
  {
    name: "DELETE member/factors",
    route: ofMember,
    method: "DELETE",
    permission: "members:write",
    holding: VIEWER,
    hasId: true,
    good: (api) => aMember(api),
    bad: [
      [
        "a reason that is none",
        async (_s, api) => ({ ...(await aMember(api)), query: "?reason=whim" }),
        422,
      ],
      ["the owner's, by who is none", (_s, api) => ({ params: { id: api.mine.memberId } }), 403],
    ],
  },
];
