import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcpUpstream } from "../../lib/gate/testing/mcp-server/upstream";
import { client, notice, waiting } from "./action-arguments";
import { rowsOf, sql } from "./database";
import { api, type CanaryTenant, makeTenant } from "./tenant";

/** What a full tenant holds, by the kind of record; the word is in every name among it. */
export type Records = {
  readonly server: string;
  readonly command: string;
  readonly grant: string;
  readonly key: string;
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
  const grant = await api(owner, "POST", `${at}/grants`, { name: `${word} grant` });
  await api(owner, "POST", "/roles", {
    ...{ name: `${word} role`, description: `${word} describes`, permissions: ["servers:read"] },
  });
  const workspaces = [tenant.workspaceId];
  await api(owner, "PUT", `/members/${tenant.viewer.memberId}/workspaces`, { workspaces });
  const given = { name: `${word} key`, capabilities: ["servers:read"], workspaces };
  const once = { "idempotency-key": `${word}-once` };
  const key = await api(owner, "POST", "/api-keys", given, once);
  const request = `${word}-request`;
  await callThroughGate(grant.mcpUrl ?? server.mcpUrl ?? "", grant.token ?? "", word, request);
  const [decision] = (await rowsOf(tenant.tenantId)).get("decisions") ?? [];
  const tokens = [grant.token, key.token, owner.token, tenant.viewer.token].map(String);
  return {
    ...tenant,
    records: {
      ...{ server: String(server.id), command: String(command.id), grant: String(grant.id) },
      ...{ key: String(key.id), request, decision: String(decision?.id) },
      secrets: [...tokens, credential.value, `${word}-sealed-variable`],
    },
    close: () => upstream.close(),
  };
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

/** Every text that the database holds for a tenant, whatever table or column it stands in. */
export async function textsOf({ tenantId }: CanaryTenant): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const rows of (await rowsOf(tenantId)).values()) collect(rows, texts);
  return texts;
}

/** Shorter texts are words of the product or of nobody. */
const SHORTEST = 8;

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === "string") {
    const bytes = /^\\x((?:[0-9a-f]{2})*)$/.exec(value)?.[1];
    const text = bytes ?? value;
    if (text.length >= SHORTEST) into.add(text);
    if (bytes !== undefined) collectBytes(Buffer.from(bytes, "hex"), into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (!Array.isArray(value)) collect(key, into);
      collect(part, into);
    }
  }
}

/** An entry of the ledger is stored as the bytes that were hashed; what it says is in them. */
function collectBytes(bytes: Buffer, into: Set<string>): void {
  const text = bytes.toString("utf8");
  if (text.startsWith('{"at":')) collect(JSON.parse(text), into);
  else if (bytes.length >= SHORTEST) into.add(bytes.toString("base64"));
}

/** What is one tenant's and in no word of the other: the texts that must never reach the other. */
export async function alone(of: FullTenant, other: FullTenant): Promise<string[]> {
  const theirs = [...(await textsOf(other))].join("\n");
  const own = [...(await textsOf(of)), ...of.records.secrets];
  return own.filter((text) => !theirs.includes(text));
}
