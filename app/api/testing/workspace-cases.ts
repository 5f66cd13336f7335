import { randomUUID } from "node:crypto";
import * as archive from "../v1/workspaces/[id]/archive/route";
import * as reopen from "../v1/workspaces/[id]/reopen/route";
import * as workspaces from "../v1/workspaces/route";
import { type Sent, send, type TestApi } from "./api";
import { aQuery, type Case } from "./case";

/** Workspaces, and putting them away. */
export const WORKSPACE_CASES: readonly Case[] = [
  {
    name: "GET workspaces",
    route: workspaces,
    method: "GET",
    permission: "workspaces:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "POST workspaces",
    route: workspaces,
    method: "POST",
    permission: "workspaces:write",
    status: 201,
    hasId: false,
    good: () => ({ body: newWorkspace() }),
    bad: [
      ["no name", () => ({ body: { slug: "x" } }), 422],
      ["an address that is none", () => ({ body: { name: "x", slug: "A b" } }), 422],
      [
        "an address that is taken",
        async (_s, api) => {
          const body = newWorkspace();
          await send(workspaces, "POST", api.asMe({ body }));
          return { body };
        },
        409,
      ],
    ],
  },
  {
    name: "POST workspace/archive",
    route: archive,
    method: "POST",
    permission: "workspaces:write",
    hasId: true,
    good: aWorkspace,
    bad: [
      ...aQuery,
      [
        "what was put away before",
        async (_s, api) => {
          const sent = await aWorkspace(api);
          await send(archive, "POST", api.asMe(sent));
          return sent;
        },
        409,
      ],
    ],
  },
  {
    name: "POST workspace/reopen",
    route: reopen,
    method: "POST",
    permission: "workspaces:write",
    hasId: true,
    good: async (api) => {
      const sent = await aWorkspace(api);
      await send(archive, "POST", api.asMe(sent));
      return sent;
    },
    bad: [...aQuery, ["what is open", async (_s, api) => await aWorkspace(api), 409]],
  },
];

const newWorkspace = () => ({ name: "Another", slug: `w-${randomUUID().slice(0, 8)}` });

async function aWorkspace(api: TestApi): Promise<Sent> {
  const made = await send(workspaces, "POST", api.asMe({ body: newWorkspace() }));
  return { params: { id: made.body.id } };
}
