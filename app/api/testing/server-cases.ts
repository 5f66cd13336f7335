import * as grant from "../v1/servers/[id]/grants/[grantId]/route";
import * as grants from "../v1/servers/[id]/grants/route";
import * as server from "../v1/servers/[id]/route";
import * as dryRun from "../v1/servers/[id]/rules/dry-run/route";
import * as rules from "../v1/servers/[id]/rules/route";
import * as tryRoute from "../v1/servers/[id]/rules/try/route";
import * as versions from "../v1/servers/[id]/rules/versions/route";
import * as discover from "../v1/servers/[id]/tools/discover/route";
import * as servers from "../v1/servers/route";
import { RULES, send, UPSTREAM } from "./api";
import { badLists, type Case, id } from "./case";

const newServer = { name: "one", url: UPSTREAM };

/** Servers, and what belongs to one: rules, tools, grants. */
export const SERVER_CASES: readonly Case[] = [
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
      ["an address and a command", () => ({ body: { ...newServer, command: "node" } }), 422],
      ["a command that is not there", () => ({ body: { name: "c", command: "no-such-one" } }), 422],
      ["a list", () => ({ body: [] }), 422],
      ["no body", () => ({}), 415],
      [
        "an address the gate may not connect to",
        () => ({ body: { name: "metadata", url: "http://169.254.169.254/" } }),
        422,
      ],
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
      [
        "a hash that is not of the rules in force",
        (s) => ({ ...id(s), body: { document: RULES, expectedHash: "0".repeat(64) } }),
        409,
      ],
    ],
  },
  {
    name: "GET rule versions",
    route: versions,
    method: "GET",
    permission: "servers:read",
    good: (_api, s) => id(s),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    hasId: true,
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
    name: "POST try",
    route: tryRoute,
    method: "POST",
    permission: "servers:read",
    hasId: true,
    good: (_api, s) => ({
      ...id(s),
      body: { document: RULES, tool: "echo", arguments: { message: "x" } },
    }),
    bad: [
      ["rules that are none", (s) => ({ ...id(s), body: { document: 7, tool: "echo" } }), 422],
      ["no tool", (s) => ({ ...id(s), body: { document: RULES } }), 422],
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
];
