import { permissionsOf } from "@/lib/access";
import { makeTenant } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import * as events from "../v1/directories/[id]/events/route";
import * as preview from "../v1/directories/[id]/groups/[groupId]/preview/route";
import * as group from "../v1/directories/[id]/groups/[groupId]/route";
import * as groups from "../v1/directories/[id]/groups/route";
import * as previewRole from "../v1/directories/[id]/preview/route";
import * as rotate from "../v1/directories/[id]/rotate/route";
import * as directory from "../v1/directories/[id]/route";
import * as users from "../v1/directories/[id]/users/route";
import * as directories from "../v1/directories/route";
import { bearer, type Sent, send, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";

const VIEWER = [...permissionsOf("viewer")];
const badRoles: Case["bad"] = [
  ["a role that is none", (s) => ({ ...inGroup(s), body: { role: "king" } }), 422],
  ["an owner's role", (s) => ({ ...inGroup(s), body: { role: "owner" } }), 422],
  [
    "a place that is none",
    (s) => ({ ...inGroup(s), body: { role: null, workspaces: "all" } }),
    422,
  ],
];

/** Directories, their groups and what came from them. */
export const DIRECTORY_CASES: readonly Case[] = [
  {
    name: "GET directories",
    route: directories,
    method: "GET",
    permission: "directory:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST directories",
    route: directories,
    method: "POST",
    permission: "directory:write",
    holding: [...VIEWER, "members:write"],
    status: 201,
    good: () => ({ body: { name: "Okta" } }),
    bad: [
      ["no name", () => ({ body: { name: " " } }), 422],
      ["an owner's role for all", () => ({ body: { name: "a", defaultRole: "owner" } }), 422],
      ["a connection that is none", () => ({ body: { name: "a", connectionId: newId() } }), 422],
      ["a directory where nobody signs in", async (_s, api) => await withoutSignIn(api), 409],
      [
        "no right to keep members",
        async (_s, api) => ({
          body: { name: "a" },
          headers: bearer(await api.keyOf(api.mine, [...VIEWER, "directory:write"])),
        }),
        403,
      ],
    ],
    hasId: false,
  },
  {
    name: "GET directory",
    route: directory,
    method: "GET",
    permission: "directory:read",
    good: (api) => aDirectory(api),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    hasId: true,
  },
  {
    name: "PUT directory",
    route: directory,
    method: "PUT",
    permission: "directory:write",
    holding: VIEWER,
    good: async (api) => ({
      ...(await aDirectory(api)),
      body: { name: "Entra", defaultRole: "viewer" },
    }),
    bad: [["no role", (s) => ({ ...id(s), body: { name: "a" } }), 422]],
    hasId: true,
  },
  {
    name: "DELETE directory",
    route: directory,
    method: "DELETE",
    permission: "directory:write",
    good: (api) => aDirectory(api),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    hasId: true,
  },
  {
    name: "POST directory/rotate",
    route: rotate,
    method: "POST",
    permission: "directory:write",
    holding: ["members:write"],
    status: 201,
    good: async (api) => ({ ...(await aDirectory(api)), body: { overlapSeconds: 60 } }),
    bad: [["an overlap below none", (s) => ({ ...id(s), body: { overlapSeconds: -1 } }), 422]],
    hasId: true,
  },
  {
    name: "GET directory/groups",
    route: groups,
    method: "GET",
    permission: "directory:read",
    good: (api) => aDirectory(api),
    bad: badLists,
    hasId: true,
  },
  {
    name: "PUT directory/group",
    route: group,
    method: "PUT",
    permission: "directory:write",
    holding: VIEWER,
    good: async (api) => ({
      ...(await aGroup(api)),
      body: { role: "viewer", workspaces: [api.mine.workspaceId] },
    }),
    bad: badRoles,
    hasId: true,
  },
  {
    name: "POST directory/group/preview",
    route: preview,
    method: "POST",
    permission: "directory:read",
    good: async (api) => ({ ...(await aGroup(api)), body: { role: "admin" } }),
    bad: badRoles,
    hasId: true,
  },
  {
    name: "POST directory/preview",
    route: previewRole,
    method: "POST",
    permission: "directory:read",
    good: async (api) => ({ ...(await aDirectory(api)), body: { defaultRole: "auditor" } }),
    bad: [
      ["an owner's role", (s) => ({ ...id(s), body: { defaultRole: "owner" } }), 422],
      [
        "a role that is not there",
        async (_s, api) => ({ ...(await aDirectory(api)), body: { defaultRole: newId() } }),
        422,
      ],
    ],
    hasId: true,
  },
  {
    name: "GET directory/users",
    route: users,
    method: "GET",
    permission: "directory:read",
    good: (api) => aDirectory(api),
    bad: badLists,
    hasId: true,
  },
  {
    name: "GET directory/events",
    route: events,
    method: "GET",
    permission: "directory:read",
    good: async (api) => ({ ...(await aDirectory(api)), query: "?only=refused" }),
    bad: [...badLists, ["only what is none", (s) => ({ ...id(s), query: "?only=odd" }), 422]],
    hasId: true,
  },
];

function inGroup(serverId: string): Sent {
  return { params: { id: serverId, groupId: newId() } };
}

/** A tenant whose one connection is switched off. */
async function withoutSignIn(api: TestApi): Promise<Sent> {
  const tenant = await makeTenant(api.database);
  await api.database.admin(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, created_by)
     values ($1, $2, $3, 'oidc', 'custom', 'Off', 'off', 'system:test')`,
    [tenant.tenantId, newId(), "c".repeat(40)],
  );
  const key = await api.keyOf(tenant, [...permissionsOf("admin")]);
  return { body: { name: "Okta" }, headers: bearer(key) };
}

async function aDirectory(api: TestApi): Promise<Sent> {
  const made = await send(directories, "POST", api.asMe({ body: { name: "Okta" } }));
  return { params: { id: made.body.id } };
}

/** A group with a person in it, as a directory would have described them. */
async function aGroup(api: TestApi): Promise<Sent> {
  const { params } = await aDirectory(api);
  const directoryId = String(params?.id);
  const [groupId, userId] = [newId(), newId()];
  const { tenantId } = api.mine;
  await api.database.admin(
    `insert into portcullis.directory_users (tenant_id, directory_id, id, user_name, user_key, external_id, active, document)
     values ($1, $2, $3, $4, $4, $4, true, jsonb_build_object('userName', $4::text, 'externalId', $4::text))`,
    [tenantId, directoryId, userId, `${userId}@mine.test`],
  );
  await api.database.admin(
    `insert into portcullis.directory_groups (tenant_id, directory_id, id, display_name, display_key)
     values ($1, $2, $3, 'Staff', 'staff')`,
    [tenantId, directoryId, groupId],
  );
  await api.database.admin(
    "insert into portcullis.directory_group_members (tenant_id, directory_id, group_id, user_id) values ($1, $2, $3, $4)",
    [tenantId, directoryId, groupId, userId],
  );
  return { params: { id: directoryId, groupId } };
}
