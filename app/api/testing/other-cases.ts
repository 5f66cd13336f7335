import { newId } from "@/lib/kernel";
import * as decision from "../v1/decisions/[id]/route";
import * as decisions from "../v1/decisions/route";
import * as summary from "../v1/decisions/summary/route";
import * as allGrants from "../v1/grants/route";
import * as entries from "../v1/ledger/entries/route";
import * as head from "../v1/ledger/head/route";
import * as verify from "../v1/ledger/verify/route";
import * as me from "../v1/me/route";
import * as search from "../v1/search/route";
import * as grants from "../v1/servers/[id]/grants/route";
import { send, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";

/** The caller, the search, grants of all servers, decisions and the ledger. */
export const OTHER_CASES: readonly Case[] = [
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
    name: "GET search",
    route: search,
    method: "GET",
    permission: null,
    good: () => ({ query: "?q=a" }),
    bad: [
      ["nothing to look for", () => ({ query: "?q=" }), 422],
      ["no query", () => ({}), 422],
    ],
    hasId: false,
  },
  {
    name: "GET grants of all servers",
    route: allGrants,
    method: "GET",
    permission: "grants:read",
    good: () => ({ query: "?limit=5&state=active" }),
    bad: [...badLists, ["an unknown state", () => ({ query: "?state=lost" }), 422]],
    hasId: false,
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
