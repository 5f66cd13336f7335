import { randomUUID } from "node:crypto";
import { permissionsOf } from "@/lib/access";
import { newId } from "@/lib/kernel";
import * as renewal from "../v1/connections/[id]/renewal/route";
import * as connection from "../v1/connections/[id]/route";
import * as state from "../v1/connections/[id]/state/route";
import * as connections from "../v1/connections/route";
import { type Sent, send, type TestApi } from "./api";
import { type Case, id } from "./case";
import { discovery } from "./discovery";

const VIEWER = [...permissionsOf("viewer")];

/** Connections to identity providers. */
export const CONNECTION_CASES: readonly Case[] = [
  {
    name: "GET connections",
    route: connections,
    method: "GET",
    permission: "sign-in:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST connections",
    route: connections,
    method: "POST",
    permission: "sign-in:write",
    status: 201,
    hasId: false,
    good: async () => ({ body: await newConnection() }),
    bad: [
      ["no kind", () => ({ body: { name: "One" } }), 422],
      ["no secret", async () => ({ body: { ...(await newConnection()), clientSecret: "" } }), 422],
      [
        "an address that may not be asked",
        async () => ({ body: { ...(await newConnection()), discoveryUrl: "http://10.0.0.1" } }),
        422,
      ],
      [
        "a provider that does not answer",
        async () => ({ body: { ...(await newConnection()), discoveryUrl: "http://localhost:9" } }),
        422,
      ],
      [
        "a client that is connected already",
        async (_s, api) => {
          const body = await newConnection();
          await send(connections, "POST", api.asMe({ body }));
          return { body };
        },
        409,
      ],
    ],
  },
  {
    name: "GET connection",
    route: connection,
    method: "GET",
    permission: "sign-in:read",
    hasId: true,
    good: (api) => aConnection(api),
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "PUT connection",
    route: connection,
    method: "PUT",
    permission: "sign-in:write",
    holding: VIEWER,
    hasId: true,
    good: async (api) => ({
      ...(await aConnection(api)),
      body: { version: 1, defaultRole: "viewer" },
    }),
    bad: [
      ["no version", (s) => ({ ...id(s), body: {} }), 422],
      [
        "an owner by default",
        (s) => ({ ...id(s), body: { version: 1, defaultRole: "owner" } }),
        422,
      ],
      [
        "nothing that must be signed",
        (s) => ({ ...id(s), body: { version: 1, signatures: "none" } }),
        422,
      ],
      [
        "another version",
        async (_s, api) => ({ ...(await aConnection(api)), body: { version: 7 } }),
        409,
      ],
    ],
  },
  {
    name: "PUT connection/state",
    route: state,
    method: "PUT",
    permission: "sign-in:write",
    hasId: true,
    good: async (api) => ({
      ...(await aConnection(api, "tested")),
      body: { version: 1, state: "active" },
    }),
    bad: [
      [
        "a state that nobody sets",
        (s) => ({ ...id(s), body: { version: 1, state: "tested" } }),
        422,
      ],
      [
        "what was not tested",
        async (_s, api) => ({ ...(await aConnection(api)), body: { version: 1, state: "active" } }),
        409,
      ],
    ],
  },
  {
    name: "PUT connection/renewal",
    route: renewal,
    method: "PUT",
    permission: "sign-in:write",
    hasId: true,
    good: async (api) => ({
      ...(await aConnection(api)),
      body: { version: 1, clientSecret: "another" },
    }),
    bad: [
      ["nothing new", (s) => ({ ...id(s), body: { version: 1 } }), 422],
      [
        "another version",
        async (_s, api) => ({
          ...(await aConnection(api)),
          body: { version: 2, clientSecret: "another" },
        }),
        409,
      ],
    ],
  },
  {
    name: "DELETE connection",
    route: connection,
    method: "DELETE",
    permission: "sign-in:write",
    hasId: true,
    good: (api) => aConnection(api),
    bad: [
      ["a query", (s) => ({ ...id(s), query: "?a=1" }), 422],
      [
        "the last way in",
        async (_s, api) => {
          // Those that the other cases left do not count, and no owner has a code.
          await api.database.admin(
            "update portcullis.connections set state = 'off' where tenant_id = $1",
            [api.mine.tenantId],
          );
          return await aConnection(api, "enforced");
        },
        409,
      ],
    ],
  },
];

const newConnection = async () => ({
  ...{ kind: "oidc", name: "Provider", clientId: randomUUID(), clientSecret: "secret" },
  discoveryUrl: await discovery(),
});

async function aConnection(api: TestApi, at = "draft"): Promise<Sent> {
  const made = newId();
  await api.database.admin(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, tested_at,
       client_id, source_url, issuer, created_by)
     values ($1, $2, $3, 'oidc', 'other', 'One', $4, case when $4 = 'draft' then null else now() end,
       $3, 'http://localhost:9/.well-known/openid-configuration', 'http://localhost:9', 'system:test')`,
    [api.mine.tenantId, made, made, at],
  );
  return { params: { id: made } };
}
