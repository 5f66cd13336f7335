import { randomBytes } from "node:crypto";
import { newId } from "@/lib/kernel";
import * as domain from "../v1/domains/[id]/route";
import * as verify from "../v1/domains/[id]/verify/route";
import * as domains from "../v1/domains/route";
import * as setupLink from "../v1/setup-links/[id]/route";
import * as setupLinks from "../v1/setup-links/route";
import * as traces from "../v1/sign-in-traces/route";
import { type Sent, send, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";

/** Domains, and the connections that may vouch for their addresses. */
export const SIGN_IN_CASES: readonly Case[] = [
  {
    name: "GET domains",
    route: domains,
    method: "GET",
    permission: "sign-in:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST domains",
    route: domains,
    method: "POST",
    permission: "sign-in:write",
    status: 201,
    hasId: false,
    good: () => ({ body: newDomain() }),
    bad: [
      ["no domain", () => ({ body: { name: "" } }), 422],
      ["an address", () => ({ body: { name: "127.0.0.1" } }), 422],
      [
        "one that is there",
        async (_s, api) => {
          const body = newDomain();
          await send(domains, "POST", api.asMe({ body }));
          return { body };
        },
        409,
      ],
    ],
  },
  {
    name: "PUT domain",
    route: domain,
    method: "PUT",
    permission: "sign-in:write",
    hasId: true,
    good: async (api) => ({ ...(await aDomain(api)), body: { connectionId: null } }),
    bad: [
      ["no connection named", (s) => ({ ...id(s), body: {} }), 422],
      [
        "a connection that is none",
        async (_s, api) => ({ ...(await aDomain(api)), body: { connectionId: newId() } }),
        422,
      ],
    ],
  },
  {
    name: "POST domain/verify",
    route: verify,
    method: "POST",
    permission: "sign-in:write",
    hasId: true,
    good: aDomain,
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "DELETE domain",
    route: domain,
    method: "DELETE",
    permission: "sign-in:write",
    hasId: true,
    good: aDomain,
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "GET setup-links",
    route: setupLinks,
    method: "GET",
    permission: "sign-in:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST setup-links",
    route: setupLinks,
    method: "POST",
    permission: "sign-in:write",
    status: 201,
    hasId: false,
    good: () => ({ body: { note: "Identity team" } }),
    bad: [
      ["for nobody", () => ({ body: { note: " " } }), 422],
      ["too long", () => ({ body: { note: "x", days: 15 } }), 422],
    ],
  },
  {
    name: "DELETE setup-link",
    route: setupLink,
    method: "DELETE",
    permission: "sign-in:write",
    hasId: true,
    good: async (api) => {
      const made = await send(setupLinks, "POST", api.asMe({ body: { note: "Somebody" } }));
      return { params: { id: made.body.id } };
    },
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "GET sign-in-traces",
    route: traces,
    method: "GET",
    permission: "sign-in:read",
    good: () => ({ query: "?limit=5" }),
    bad: badLists,
    hasId: false,
  },
];

const newDomain = () => ({ name: `d${randomBytes(6).toString("hex")}.test` });

async function aDomain(api: TestApi): Promise<Sent> {
  const made = await send(domains, "POST", api.asMe({ body: newDomain() }));
  return { params: { id: made.body.domain.id } };
}
