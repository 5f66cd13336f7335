import type { Permission } from "@/lib/access";
import { newId } from "@/lib/kernel";
import * as apiKey from "../v1/api-keys/[id]/route";
import * as apiKeys from "../v1/api-keys/route";
import * as decision from "../v1/decisions/[id]/route";
import * as decisions from "../v1/decisions/route";
import * as summary from "../v1/decisions/summary/route";
import * as entries from "../v1/ledger/entries/route";
import * as head from "../v1/ledger/head/route";
import * as verify from "../v1/ledger/verify/route";
import * as me from "../v1/me/route";
import * as grant from "../v1/servers/[id]/grants/[grantId]/route";
import * as grants from "../v1/servers/[id]/grants/route";
import * as server from "../v1/servers/[id]/route";
import * as dryRun from "../v1/servers/[id]/rules/dry-run/route";
import * as rules from "../v1/servers/[id]/rules/route";
import * as discover from "../v1/servers/[id]/tools/discover/route";
import * as servers from "../v1/servers/route";
import { type Method, type Route, RULES, type Sent, send, type TestApi, UPSTREAM } from "./api";

/** One route and method, with what succeeds, what is refused for its form, and what it needs. */
export type Case = {
  name: string;
  route: Route;
  method: Method;
  permission: Permission | null;
  /** A request that succeeds; its params are made on a server of the caller's. */
  good: (api: TestApi, serverId: string) => Promise<Sent> | Sent;
  status?: number;
  /** Requests that are refused for their form, with the status each gets. */
  bad: [string, (serverId: string) => Sent, number][];
  hasId: boolean;
};
const id = (serverId: string): Sent => ({ params: { id: serverId } });
const list = ["?limit=0", "?limit=x", "?limit=201", "?cursor=abc", "?limit=1&limit=2", "?other=1"];
const badLists = list.map((query): Case["bad"][number] => [
  query,
  (s) => ({ ...id(s), query }),
  422,
]);
const newServer = { name: "one", url: UPSTREAM };

export const CASES: readonly Case[] = [
  {
    name: "GET me",
    route: me,
    method: "GET",
    permission: null,
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "GET servers",
    route: servers,
    method: "GET",
    permission: "servers:read",
    good: () => ({ query: "?limit=5" }),
    bad: badLists,
    hasId: false,
  },
  {
    name: "POST servers",
    route: servers,
    method: "POST",
    permission: "providers:create",
    status: 201,
    hasId: false,
    good: () => ({ body: { ...newServer, credential: "upstream-secret" } }),
    bad: [
      ["no name", () => ({ body: { url: UPSTREAM } }), 422],
      ["another scheme", () => ({ body: { ...newServer, url: "file:///etc/passwd" } }), 422],
      ["an unknown field", () => ({ body: { ...newServer, extra: 1 } }), 422],
      ["a list", () => ({ body: [] }), 422],
      ["no body", () => ({}), 415],
    ],
  },
  {
    name: "GET server",
    route: server,
    method: "GET",
    permission: "servers:read",
    good: (_api, s) => id(s),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    hasId: true,
  },
  {
    name: "DELETE server",
    route: server,
    method: "DELETE",
    permission: "providers:delete",
    good: (_api, s) => id(s),
    bad: [["a body", (s) => ({ ...id(s), body: { a: 1 } }), 422]],
    hasId: true,
  },
  {
    name: "PUT rules",
    route: rules,
    method: "PUT",
    permission: "rules:write",
    hasId: true,
    good: (_api, s) => ({ ...id(s), body: { document: RULES } }),
    bad: [
      ["rules that are none", (s) => ({ ...id(s), body: { document: { version: 2 } } }), 422],
      [
        "an expected hash that is none",
        (s) => ({ ...id(s), body: { document: RULES, expectedHash: "x" } }),
        422,
      ],
    ],
  },
  {
    name: "GET rules",
    route: rules,
    method: "GET",
    permission: "servers:read",
    hasId: true,
    good: async (api, s) => {
      await send(rules, "PUT", api.asMe({ ...id(s), body: { document: RULES } }));
      return id(s);
    },
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "POST dry-run",
    route: dryRun,
    method: "POST",
    permission: "decisions:read",
    hasId: true,
    good: (_api, s) => ({ ...id(s), body: { document: RULES } }),
    bad: [
      ["rules that are none", (s) => ({ ...id(s), body: { document: 7 } }), 422],
      ["too large a limit", (s) => ({ ...id(s), body: { document: RULES, limit: 5000 } }), 422],
    ],
  },
  {
    name: "POST discover",
    route: discover,
    method: "POST",
    permission: "rules:write",
    good: (_api, s) => id(s),
    bad: [["a body", (s) => ({ ...id(s), body: { a: 1 } }), 422]],
    hasId: true,
  },
  {
    name: "GET grants",
    route: grants,
    method: "GET",
    permission: "grants:read",
    good: (_api, s) => id(s),
    bad: badLists,
    hasId: true,
  },
  {
    name: "POST grants",
    route: grants,
    method: "POST",
    permission: "grants:write",
    status: 201,
    hasId: true,
    good: (_api, s) => ({ ...id(s), body: { name: "agent" } }),
    bad: [
      ["no name", (s) => ({ ...id(s), body: {} }), 422],
      [
        "an end in the past",
        (s) => ({ ...id(s), body: { name: "a", expiresAt: "2020-01-01T00:00:00Z" } }),
        422,
      ],
      [
        "an end that is no time",
        (s) => ({ ...id(s), body: { name: "a", expiresAt: "soon" } }),
        422,
      ],
    ],
  },
  {
    name: "DELETE grant",
    route: grant,
    method: "DELETE",
    permission: "grants:write",
    hasId: true,
    good: async (api, s) => {
      const made = await send(grants, "POST", api.asMe({ ...id(s), body: { name: "agent" } }));
      return { params: { id: s, grantId: made.body.id } };
    },
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "GET api-keys",
    route: apiKeys,
    method: "GET",
    permission: "api-keys:read",
    good: () => ({}),
    bad: badLists,
    hasId: false,
  },
  {
    name: "POST api-keys",
    route: apiKeys,
    method: "POST",
    permission: "api-keys:write",
    status: 201,
    hasId: false,
    good: () => ({ body: { name: "CI", capabilities: ["servers:read"] } }),
    bad: [
      ["no capabilities", () => ({ body: { name: "CI", capabilities: [] } }), 422],
      ["a capability that is none", () => ({ body: { name: "CI", capabilities: ["x"] } }), 422],
      [
        "more than its creator holds",
        () => ({ body: { name: "CI", capabilities: ["admin:all"] } }),
        422,
      ],
    ],
  },
  {
    name: "DELETE api-key",
    route: apiKey,
    method: "DELETE",
    permission: "api-keys:write",
    hasId: true,
    good: async (api) => {
      const made = await send(
        apiKeys,
        "POST",
        api.asMe({ body: { name: "CI", capabilities: ["servers:read"] } }),
      );
      return { params: { id: made.body.id } };
    },
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "GET decisions",
    route: decisions,
    method: "GET",
    permission: "decisions:read",
    good: () => ({ query: `?tool=echo&serverId=${newId()}` }),
    hasId: false,
    bad: [...badLists, ["a verdict that is none", () => ({ query: "?decision=maybe" }), 422]],
  },
  {
    name: "GET decision",
    route: decision,
    method: "GET",
    permission: "decisions:read",
    hasId: true,
    good: async (api, s) => ({ params: { id: await recordDecision(api, s) } }),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "GET decisions/summary",
    route: summary,
    method: "GET",
    permission: "decisions:read",
    good: () => ({ query: "?buckets=12" }),
    hasId: false,
    bad: [
      ["no buckets", () => ({ query: "?buckets=0" }), 422],
      ["a time that is none", () => ({ query: "?from=yesterday" }), 422],
      [
        "an end before the beginning",
        () => ({ query: "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z" }),
        400,
      ],
    ],
  },
  {
    name: "GET ledger/entries",
    route: entries,
    method: "GET",
    permission: "ledger:read",
    good: () => ({ query: "?limit=3&type=api-key.created" }),
    bad: badLists,
    hasId: false,
  },
  {
    name: "GET ledger/head",
    route: head,
    method: "GET",
    permission: "ledger:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST ledger/verify",
    route: verify,
    method: "POST",
    permission: "ledger:read",
    good: () => ({}),
    hasId: false,
    bad: [["a head that is none", () => ({ body: { saved: { seq: -1, leaf: "" } } }), 422]],
  },
];

/** A refused call, written as the gate's committer would leave it, but for its ledger entry. */
async function recordDecision(api: TestApi, serverId: string): Promise<string> {
  const made = await send(grants, "POST", api.asMe({ ...id(serverId), body: { name: "agent" } }));
  const decisionId = newId();
  await api.database.admin(
    `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, tool,
       decision, rule, redaction_version, request_id, ledger_seq, instance_id)
     values ($1, $2, $3, $4, $5, 'tools/call', 'echo', 'refuse', '(no policy)', 1, 'test-request', 0, $3)`,
    [api.mine.tenantId, api.mine.workspaceId, decisionId, serverId, made.body.id],
  );
  return decisionId;
}
