import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { newId } from "@/lib/kernel";
import { mcpUpstream } from "../../lib/gate/testing/mcp-server/upstream";
import { client, notice, waiting } from "./action-arguments";
import { rowsOf, sql } from "./database";
import { spokenDirectory } from "./directory";
import { fillFactors } from "./fill-factors";
import { api, type CanaryTenant, makeTenant } from "./tenant";

/** What a full tenant holds, by the kind of record; the word is in every name among it. */
export type Records = {
  readonly server: string;
  readonly command: string;
  readonly grant: string;
  readonly key: string;
  readonly connection: string;
  readonly review: string;
  readonly request: string;
  readonly decision: string;
  /** What is shown once or never: tokens and what was given to be sealed. */
  readonly secrets: readonly string[];
};
export type FullTenant = CanaryTenant & { readonly records: Records; close(): Promise<void> };

/** A tenant with records of every kind, made through the house's own doors. */
export async function makeFullTenant(): Promise<FullTenant> {
  const tenant = await makeTenant();
  const { word, owner } = tenant;
  const upstream = await mcpUpstream({
    [`${word}-tool`]: {
      title: `${word} title`,
      description: `${word} describes`,
      inputSchema: { type: "object", properties: { [`${word}_arg`]: { type: "string" } } },
      run: () => ({ content: [{ type: "text", text: `${word} says` }] }),
    },
  });
  const credential = { header: `x-${word}`, value: `${word}-sealed-header` };
  const server = await api(owner, "POST", "/servers", {
    ...{ name: `${word} server`, url: `${upstream.url}/${word}`, credential },
  });
  const command = await api(owner, "POST", "/servers", commandOf(word), {
    "idempotency-key": `${word}-registers`,
  });
  const at = `/servers/${server.id}`;
  await api(owner, "POST", `${at}/tools/discover`);
  // Only of the command, which nothing asks for its tools: an answer would take the error away.
  await sql("update portcullis.servers set tools_error = $2 where id = $1", [
    ...[command.id, `${word} fails`],
  ]);
  for (const document of [{ version: 1, default: "deny" }, rulesOf(word)]) {
    await api(owner, "PUT", `${at}/rules`, document);
  }
  await notice(tenant);
  await sql(
    `insert into portcullis.operator_acts (tenant_id, id, operator, act, reason, request_id)
     values ($1, uuidv7(), $2, 'suspend', $3, $4)`,
    [tenant.tenantId, `${word}-operator`, `${word} is the reason`, `${word}-acted`],
  );
  await client(tenant);
  await waiting(tenant);
  await api(owner, "PUT", "/policies/sessions", { version: 0, document: {} });
  const connection = await fillSignIn(tenant);
  const scimToken = await spokenDirectory(tenant);
  const grant = await api(owner, "POST", `${at}/grants`, { name: `${word} grant` });
  await api(owner, "POST", "/roles", {
    ...{ name: `${word} role`, description: `${word} describes`, permissions: ["servers:read"] },
  });
  const dueAt = "2100-01-01T00:00:00Z";
  const reviewers = [owner.memberId];
  const review = await api(owner, "POST", "/reviews", { name: `${word} review`, dueAt, reviewers });
  const { data } = await api(owner, "GET", `/reviews/${review.id}/lines?kind=member`);
  const lines = data as unknown as { id: string; subject: string }[];
  const line = lines.find(({ subject }) => subject === `member:${tenant.viewer.memberId}`);
  const decided = { decision: "keep", note: `${word} stays` };
  await api(owner, "PUT", `/reviews/${review.id}/lines/${line?.id}`, decided);
  const workspaces = [tenant.workspaceId];
  await api(owner, "PUT", `/members/${tenant.viewer.memberId}/workspaces`, { workspaces });
  const given = { name: `${word} key`, capabilities: ["servers:read"], workspaces };
  const once = { "idempotency-key": `${word}-once` };
  const key = await api(owner, "POST", "/api-keys", given, once);
  const request = `${word}-request`;
  await callThroughGate(grant.mcpUrl ?? server.mcpUrl ?? "", grant.token ?? "", word, request);
  await fillFactors(tenant);
  const [decision] = (await rowsOf(tenant.tenantId)).get("decisions") ?? [];
  const tokens = [grant.token, key.token, owner.token, tenant.viewer.token].map(String);
  return {
    ...tenant,
    records: {
      ...{ server: String(server.id), command: String(command.id), grant: String(grant.id) },
      ...{
        connection,
        review: String(review.id),
        key: String(key.id),
        request,
        decision: String(decision?.id),
      },
      secrets: [...tokens, scimToken, credential.value, `${word}-sealed-variable`],
    },
    close: () => upstream.close(),
  };
}

/** What of the sign-in no door of the house can fill with a word: providers are elsewhere. */
async function fillSignIn({ tenantId, owner, word }: CanaryTenant): Promise<string> {
  const id = newId();
  await sql(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, source_url,
       issuer, client_id, default_role, role_rules, created_by)
     values ($1, $2, $3 || '-broker', 'saml', 'other', $3 || ' connection', 'off', 'https://' || $3 || '.test/source',
       'https://' || $3 || '.test/issuer', $3 || '-client', 'viewer',
       jsonb_build_array(jsonb_build_object('claim', $3 || '-claim', 'value', $3 || '-value', 'role', 'viewer')),
       'member:' || $3)`,
    [tenantId, id, word],
  );
  await sql(
    `insert into portcullis.connection_certificates (tenant_id, connection_id, fingerprint, subject, not_before, not_after)
     values ($1, $2, encode(sha256($3::bytea), 'hex'), 'CN=' || $3, now(), now() + interval '1 year')`,
    [tenantId, id, word],
  );
  await sql(
    `insert into portcullis.saml_key_notices (tenant_id, kid, what)
     values ($1, encode(sha256($2::bytea), 'hex'), 'begun')`,
    [tenantId, word],
  );
  await sql(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, connection_id, created_by, failure)
     values ($1, $2, $3 || '.test', 'lapsed', $3 || '-challenge-of-its-own', $4, 'member:' || $3, 'no-record')`,
    [tenantId, newId(), word.toLowerCase(), id],
  );
  await sql(
    `insert into portcullis.sign_in_traces (tenant_id, id, connection_id, reason, asserted, facts, request_id)
     values ($1, $2, $3, 'unknown-identity', $4 || '-asserted', jsonb_build_object('said', $4 || '-said'), $4 || '-traced')`,
    [tenantId, newId(), id, word],
  );
  await sql(
    `insert into portcullis.connection_tests (tenant_id, id, connection_id, member_id, finished_at, outcome, reason, found, claims, would_give)
     values ($1, $2, $3, $4, now(), 'passed', 'no-address', $5 || '-found', jsonb_build_object($5 || '-name', jsonb_build_array($5 || '-claimed')),
       jsonb_build_object('email', $5 || '-mail'))`,
    [tenantId, newId(), id, owner.memberId, word],
  );
  await sql(
    `insert into portcullis.setup_links (tenant_id, id, token_hash, note, created_by, expires_at, connection_id)
     values ($1, $2, sha256(($3 || '-link')::bytea), $3 || ' link', 'member:' || $3, now() + interval '1 day', $4)`,
    [tenantId, newId(), word, id],
  );
  for (const [table, columns] of [
    ["sign_in_requests", "relay_hash, sealed, expires_at"],
    ["sign_in_answers", "code_hash, sealed, expires_at"],
  ])
    await sql(
      `insert into portcullis.${table} (tenant_id, ${columns})
       values ($1, sha256(('r' || $2)::bytea), ('sealed' || $2)::bytea, now() + interval '1 hour')`,
      [tenantId, word],
    );
  await sql(
    `insert into portcullis.used_assertions (tenant_id, assertion_hash, usable_until)
     values ($1, sha256(('a' || $2)::bytea), now() + interval '1 hour')`,
    [tenantId, word],
  );
  await sql(
    `insert into portcullis.recovery_codes (tenant_id, id, member_id, token_hash)
     values ($1, $2, $3, sha256(($4 || '-code')::bytea))`,
    [tenantId, newId(), owner.memberId, word],
  );
  return id;
}

const commandOf = (word: string) => ({
  name: `${word} command`,
  command: process.execPath,
  args: [`--${word}-argument`],
  env: { [`${word}_VARIABLE`]: `${word}-value` },
  credential: { variable: `${word}_SECRET`, value: `${word}-sealed-variable` },
});

const rulesOf = (word: string) => ({
  version: 1,
  default: "deny",
  hide: [`${word}-hidden`],
  tools: {
    [`${word}-tool`]: {
      deny_if: [{ path: `args.${word}_arg`, op: "eq", value: `${word}-denied` }],
      limits: [{ counter: `${word}-counter`, window: "day", max: 100, scope: "grant" }],
    },
  },
});

/** One call that passes and is counted, and one that is refused. Its session stays open. */
async function callThroughGate(url: string, token: string, word: string, request: string) {
  const client = new Client({ name: `${word}-client`, version: "1.0.0" });
  const headers = { authorization: `Bearer ${token}`, "x-request-id": request };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  const name = `${word}-tool`;
  for (const said of ["passes", "denied"]) {
    await client.callTool({ name, arguments: { [`${word}_arg`]: `${word}-${said}` } });
  }
}
