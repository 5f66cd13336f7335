import { randomUUID } from "node:crypto";
import * as members from "../v1/members/route";
import * as role from "../v1/roles/[id]/route";
import * as roles from "../v1/roles/route";
import { type Sent, send, type TestApi } from "./api";
import { aQuery, type Case, id } from "./case";

const permissions = ["servers:read"];
const newRole = (part: object = {}) => ({ name: randomUUID(), permissions, ...part });
const badRoles: Case["bad"] = [
  ["no name", (s) => ({ ...id(s), body: { permissions } }), 422],
  ["no permissions", (s) => ({ ...id(s), body: newRole({ permissions: [] }) }), 422],
  ["a permission that is none", (s) => ({ ...id(s), body: newRole({ permissions: ["x"] }) }), 422],
];

/** Roles of an organisation's own. */
export const ROLE_CASES: readonly Case[] = [
  {
    name: "GET roles",
    route: roles,
    method: "GET",
    permission: "members:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST roles",
    route: roles,
    method: "POST",
    permission: "roles:write",
    holding: ["servers:read"],
    status: 201,
    hasId: false,
    good: () => ({ body: newRole() }),
    bad: [
      ...badRoles,
      ["more than its maker holds", () => ({ body: newRole({ permissions: ["admin:all"] }) }), 422],
      [
        "a name that is taken",
        async (_s, api) => {
          const body = newRole();
          await send(roles, "POST", api.asMe({ body }));
          return { body: { ...body, name: body.name.toUpperCase() } };
        },
        409,
      ],
    ],
  },
  {
    name: "GET role",
    route: role,
    method: "GET",
    permission: "members:read",
    hasId: true,
    good: aRole,
    bad: aQuery,
  },
  {
    name: "PUT role",
    route: role,
    method: "PUT",
    permission: "roles:write",
    holding: ["servers:read"],
    hasId: true,
    good: async (api) => ({ ...(await aRole(api)), body: newRole({ version: 1 }) }),
    bad: [
      ...badRoles,
      [
        "a version that is none",
        async (_s, api) => ({ ...(await aRole(api)), body: newRole({ version: 2 }) }),
        409,
      ],
    ],
  },
  {
    name: "DELETE role",
    route: role,
    method: "DELETE",
    permission: "roles:write",
    holding: ["servers:read"],
    hasId: true,
    good: aRole,
    bad: [
      ...aQuery,
      [
        "what a member has",
        async (_s, api) => {
          const own = await aRole(api);
          await aMemberOfRole(api, own);
          return own;
        },
        409,
      ],
    ],
  },
];

async function aRole(api: TestApi): Promise<Sent> {
  const made = await send(roles, "POST", api.asMe({ body: newRole() }));
  return { params: { id: made.body.id } };
}

/** A member with a role that holds little, so that a key which holds little may act on them. */
export async function aMemberOfRole(api: TestApi, given?: Sent): Promise<Sent> {
  const own = given ?? (await aRole(api));
  const name = randomUUID();
  const body = { email: `${name}@mine.test`, name, subject: name, role: own.params?.id };
  const made = await send(members, "POST", api.asMe({ body }));
  return { params: { id: made.body.id } };
}
