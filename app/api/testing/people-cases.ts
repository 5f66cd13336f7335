import { randomUUID } from "node:crypto";
import { permissionsOf } from "@/lib/access";
import { newId } from "@/lib/kernel";
import * as explanation from "../v1/access/explanation/route";
import * as restore from "../v1/members/[id]/restore/route";
import * as role from "../v1/members/[id]/role/route";
import * as member from "../v1/members/[id]/route";
import * as memberWorkspaces from "../v1/members/[id]/workspaces/route";
import * as members from "../v1/members/route";
import { bearer, type Sent, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";
import { aMemberOfRole } from "./role-cases";

const body = { role: "viewer" } as const;
const VIEWER = [...permissionsOf("viewer")];
const badRoles: Case["bad"] = [
  ["no role", (s) => ({ ...id(s), body: {} }), 422],
  ["a role that is none", (s) => ({ ...id(s), body: { role: "king" } }), 422],
];
const newMember = (part: object = {}) => ({
  email: `${randomUUID()}@mine.test`,
  name: "Somebody",
  role: "viewer",
  subject: randomUUID(),
  ...part,
});

/** Members, and what becomes of them. */
export const PEOPLE_CASES: readonly Case[] = [
  {
    name: "GET members",
    route: members,
    method: "GET",
    permission: "members:read",
    good: () => ({ query: "?status=active" }),
    bad: [...badLists, ["a status that is none", () => ({ query: "?status=gone" }), 422]],
    hasId: false,
  },
  {
    name: "POST members",
    route: members,
    method: "POST",
    permission: "members:write",
    holding: VIEWER,
    status: 201,
    hasId: false,
    good: () => ({ body: newMember() }),
    bad: [
      ["no address", () => ({ body: newMember({ email: "somebody" }) }), 422],
      ["no subject", () => ({ body: newMember({ subject: " " }) }), 422],
      ["a role that is none", () => ({ body: newMember({ role: "king" }) }), 422],
      ["a role above the caller's", () => ({ body: newMember({ role: "owner" }) }), 403],
      [
        "an address that a member has",
        (_s, api) => ({ body: newMember({ email: `owner@${api.mine.slug}.test` }) }),
        409,
      ],
    ],
  },
  {
    name: "GET member",
    route: member,
    method: "GET",
    permission: "members:read",
    hasId: true,
    good: (api) => aMember(api),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "PUT member/role",
    route: role,
    method: "PUT",
    permission: "members:write",
    holding: VIEWER,
    hasId: true,
    good: async (api) => ({ ...(await aMember(api)), body }),
    bad: [
      ...badRoles,
      ["an owner, by one who is none", (_s, api) => ({ ...id(api.mine.memberId), body }), 403],
      ["the last owner", async (_s, api) => ({ ...(await theOwner(api)), body }), 409],
    ],
  },
  {
    name: "DELETE member",
    route: member,
    method: "DELETE",
    permission: "members:write",
    holding: VIEWER,
    hasId: true,
    good: async (api) => ({ ...(await aMember(api)), query: "?keys=keep" }),
    bad: [
      ["keys that are lost", (s) => ({ ...id(s), query: "?keys=lose" }), 422],
      ["the last owner", (_s, api) => theOwner(api), 409],
    ],
  },
  {
    name: "POST member/restore",
    route: restore,
    method: "POST",
    permission: "members:write",
    holding: VIEWER,
    hasId: true,
    good: async (api) => ({ ...(await aMember(api, "removed")), body }),
    bad: badRoles,
  },
  {
    name: "PUT member/workspaces",
    route: memberWorkspaces,
    method: "PUT",
    permission: "members:write",
    holding: ["servers:read"],
    hasId: true,
    good: async (api) => ({
      ...(await aMemberOfRole(api)),
      body: { workspaces: [api.mine.workspaceId] },
    }),
    bad: [
      ["no workspaces", (s) => ({ ...id(s), body: {} }), 422],
      [
        "a workspace that nobody has",
        async (_s, api) => ({ ...(await aMemberOfRole(api)), body: { workspaces: [newId()] } }),
        422,
      ],
    ],
  },
  {
    name: "GET access/explanation",
    route: explanation,
    method: "GET",
    permission: "members:read",
    hasId: false,
    good: (api) => ({ query: `?subject=member:${api.mine.memberId}&permission=rules:write` }),
    bad: [
      ["nobody", () => ({ query: "?permission=rules:write" }), 422],
      ["a permission that is none", () => ({ query: "?subject=member:x&permission=x" }), 422],
      [
        "somebody who is not here",
        () => ({ query: `?subject=member:${newId()}&permission=rules:write` }),
        404,
      ],
    ],
  },
];

/** The tenant's one owner, asked for by a key that may do everything. */
async function theOwner(api: TestApi): Promise<Sent> {
  const headers = bearer(await api.keyOf(api.mine, ["admin:all"]));
  return { ...id(api.mine.memberId), headers };
}

/** A new member of mine. */
export async function aMember(api: TestApi, status = "active"): Promise<Sent> {
  const memberId = newId();
  await api.database.admin(
    `insert into portcullis.members (tenant_id, id, email, name, role, status)
     values ($1, $2, $3, 'Somebody', 'viewer', $4)`,
    [api.mine.tenantId, memberId, `${memberId}@mine.test`, status],
  );
  return { params: { id: memberId } };
}
