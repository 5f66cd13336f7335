import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemCaller } from "@/lib/access";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import type { Config } from "@/lib/kernel";
import { createGrant, publishRules, registerServer } from "@/lib/servers";
import { createVault, localKms } from "@/lib/vault";
import { type FixtureUpstream, fixtureUpstream, type Seen } from "./testing/fixture-upstream";
import {
  headersOf,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  toolCall,
} from "./testing/test-gate";

/*
 * Two tenants at one gate, at the same time, each with a server of its own whose every answer is a
 * canary. Caches, sessions, streams, records, logs and metrics must keep them apart.
 */
type Side = {
  readonly canary: string;
  readonly tenant: TestTenant;
  readonly upstream: FixtureUpstream;
  readonly grant: TestGrant;
};
let gate: TestGate;
let sides: [Side, Side];
const logged: string[] = [];
const write = process.stderr.write;

beforeAll(async () => {
  gate = await testGate();
  const other = await makeTenant(gate.database);
  sides = [await side("canaryacme", gate.tenant), await side("canaryglobex", other)];
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    logged.push(...String(chunk).split("\n"));
    return write.call(process.stderr, chunk, ...rest);
  }) as typeof process.stderr.write;
});
afterAll(async () => {
  process.stderr.write = write;
  for (const { upstream } of sides) await upstream.close();
  await gate.close();
});

async function side(canary: string, tenant: TestTenant): Promise<Side> {
  const upstream = await fixtureUpstream({
    answer: (response, seen) => answerWith(canary, response, seen),
  });
  const web = gate.database.open("portcullis_web");
  const origins = { gate: gate.origin, console: "http://localhost:3000", idp: "" };
  const config = { mode: "evaluation", origins } as Config;
  const deps = { db: web, config, vault: createVault(web, localKms(randomBytes(32), 1)) };
  const { tenantId, workspaceId } = tenant;
  const caller = systemCaller("test", { tenantId, workspaceIds: [workspaceId] });
  const server = await registerServer(deps, caller, {
    name: `${canary}-server`,
    url: upstream.url,
  });
  const limits = [{ counter: `${canary}-count`, window: "day", max: 10_000, scope: "tenant" }];
  const hide = [`${canary}-hidden`];
  const document = { version: 1, default: "deny", hide, tools: { [`${canary}-tool`]: { limits } } };
  await publishRules(deps, caller, server.id, { document });
  const grant = await createGrant(deps, caller, server.id, { name: `${canary}-grant` });
  const url = `http://127.0.0.1:${gate.port}/mcp/${server.id}`;
  return {
    canary,
    tenant,
    upstream,
    grant: { serverId: server.id, grantId: grant.id, token: grant.token.reveal(), url },
  };
}

/** Answers whatever is asked with the canary; opening a session is left to the fixture. */
function answerWith(canary: string, response: ServerResponse, { body }: Seen): boolean {
  const { id, method } = (body === "" ? {} : JSON.parse(body)) as { id?: number; method?: string };
  if (id === undefined || !["tools/call", "tools/list"].includes(method ?? "")) return false;
  const tools = ["tool", "hidden"].map((name) => ({
    name: `${canary}-${name}`,
    description: canary,
    inputSchema: { type: "object" },
  }));
  const result =
    method === "tools/list" ? { tools } : { content: [{ type: "text", text: `${canary} said` }] };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  return true;
}

const ROUNDS = 40;
const otherOf = (one: Side) => (one === sides[0] ? sides[1] : sides[0]);
/** Every text that is one side's alone. */
const textsOf = ({ canary, tenant, grant, upstream }: Side) => [
  ...[canary, tenant.tenantId, tenant.workspaceId, tenant.slug],
  ...[grant.serverId, grant.grantId, grant.token, new URL(upstream.url).host],
];
const found = (text: string, of: Side) => textsOf(of).filter((one) => text.includes(one));

describe("two tenants that call at the same time", () => {
  it("each hear their own server only, warm and cold", async () => {
    const turns = Array.from({ length: ROUNDS }, async (_, n) => {
      const own = sides[n % 2 === 0 ? 0 : 1];
      const requestId = `${own.canary}-request-${n}`;
      const message =
        n % 4 < 2
          ? toolCall(`${own.canary}-tool`, { [`${own.canary}Key`]: 1 }, n)
          : { jsonrpc: "2.0", id: n, method: "tools/list" };
      const reply = await send(own.grant, message, { requestId });
      expect(reply.status).toBe(200);
      expect(reply.text).toContain(own.canary);
      expect(reply.text).not.toContain(`${own.canary}-hidden`);
      expect(found(reply.text + JSON.stringify([...reply.headers]), otherOf(own))).toEqual([]);
    });
    await Promise.all(turns);
  });

  it("each reach their own server only", () => {
    for (const own of sides) {
      expect(own.upstream.seen.length).toBeGreaterThanOrEqual(ROUNDS / 2);
      expect(found(JSON.stringify(own.upstream.seen), otherOf(own))).toEqual([]);
    }
  });

  it("each have their own records: decisions, entries, counters", async () => {
    for (const own of sides) {
      for (const table of ["decisions", "quota_counters", "quota_reservations"]) {
        const rows = await gate.database.admin(
          `select row_to_json(t)::text as row from portcullis.${table} t where tenant_id = $1`,
          [own.tenant.tenantId],
        );
        expect(rows.length).toBeGreaterThan(0);
        expect([table, found(JSON.stringify(rows), otherOf(own))]).toEqual([table, []]);
      }
      const entries = await gate.database.admin(
        "select convert_from(bytes, 'UTF8') as entry from portcullis.ledger_entries where tenant_id = $1",
        [own.tenant.tenantId],
      );
      expect([...found(JSON.stringify(entries), otherOf(own))]).toEqual([]);
      expect(JSON.stringify(entries)).toContain(`${own.canary}-tool`);
    }
  });

  it("are kept apart in the log, line by line", () => {
    const lines = logged.filter((line) => line.startsWith("{"));
    for (const own of sides) {
      const its = lines.filter(
        (line) => line.includes(own.tenant.tenantId) || line.includes(`${own.canary}-request`),
      );
      expect(its.flatMap((line) => found(line, otherOf(own)))).toEqual([]);
    }
  });

  it("are not named in the metrics, which are of all of them", async () => {
    const text = await (await fetch(`http://127.0.0.1:${gate.port}/metrics`)).text();
    expect(text).toContain("portcullis_gate");
    for (const own of sides) expect(found(text, own)).toEqual([]);
  });
});

describe("what one tenant holds opens nothing of the other's:", () => {
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };

  it("its grant at the other's server is answered as at one that does not exist", async () => {
    for (const own of sides) {
      const there = { ...own.grant, url: otherOf(own).grant.url };
      const nowhere = {
        ...own.grant,
        url: own.grant.url.replace(own.grant.serverId, own.grant.grantId),
      };
      const [a, b] = [await send(there, list), await send(nowhere, list)];
      // Each names its own request, and the address that was asked.
      const alike = ({ text }: { text: string }) =>
        text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "(id)");
      expect([a.status, alike(a)]).toEqual([b.status, alike(b)]);
      expect(a.status).toBeGreaterThanOrEqual(400);
      expect(found(a.text.replaceAll(otherOf(own).grant.serverId, ""), otherOf(own))).toEqual([]);
    }
  });

  it("the other's session is none under its grant", async () => {
    const initialize = {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "t", version: "1" },
      },
    };
    for (const own of sides) {
      const opened = await send(otherOf(own).grant, initialize);
      const session = opened.headers.get("mcp-session-id") ?? "";
      expect(session).not.toBe("");
      const headers = { "mcp-session-id": session };
      expect((await send(own.grant, list, { headers })).status).toBe(404);
      expect((await send(otherOf(own).grant, list, { headers })).status).toBe(200);
      const ended = await fetch(own.grant.url, {
        method: "DELETE",
        headers: { ...headersOf(own.grant), ...headers },
      });
      expect(ended.status).toBe(404);
      expect((await send(otherOf(own).grant, list, { headers })).status).toBe(200);
    }
  });
});
