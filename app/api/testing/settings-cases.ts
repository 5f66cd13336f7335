import * as operatorActs from "../v1/tenant/operator-acts/route";
import * as tenant from "../v1/tenant/route";
import * as workspace from "../v1/workspaces/[id]/route";
import { type Case, id } from "./case";

const body = { name: "Acme Europe" };

/** The organisation and its workspaces. */
export const SETTINGS_CASES: readonly Case[] = [
  {
    name: "GET tenant",
    route: tenant,
    method: "GET",
    permission: "workspaces:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "GET tenant/operator-acts",
    route: operatorActs,
    method: "GET",
    permission: "workspaces:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "PUT tenant",
    route: tenant,
    method: "PUT",
    permission: "workspaces:write",
    good: () => ({ body }),
    bad: [
      ["no name", () => ({ body: {} }), 422],
      ["a name of spaces", () => ({ body: { name: "  " } }), 422],
      ["another address", () => ({ body: { ...body, slug: "other" } }), 422],
    ],
    hasId: false,
  },
  {
    name: "PUT workspace",
    route: workspace,
    method: "PUT",
    permission: "workspaces:write",
    good: (api) => ({ ...id(api.mine.workspaceId), body }),
    bad: [["no name", (s) => ({ ...id(s), body: {} }), 422]],
    hasId: true,
  },
];
