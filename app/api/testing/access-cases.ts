import { randomUUID } from "node:crypto";
import { newId } from "@/lib/kernel";
import * as explanation from "../v1/access/explanation/route";
import * as memberWorkspaces from "../v1/members/[id]/workspaces/route";
import * as members from "../v1/members/route";
import * as closeReview from "../v1/reviews/[id]/close/route";
import * as keepLines from "../v1/reviews/[id]/keep/route";
import * as reviewLine from "../v1/reviews/[id]/lines/[lineId]/route";
import * as reviewLines from "../v1/reviews/[id]/lines/route";
import * as review from "../v1/reviews/[id]/route";
import * as reviews from "../v1/reviews/route";
import * as role from "../v1/roles/[id]/route";
import * as roles from "../v1/roles/route";
import * as archive from "../v1/workspaces/[id]/archive/route";
import * as reopen from "../v1/workspaces/[id]/reopen/route";
import * as workspaces from "../v1/workspaces/route";
import { bearer, type Sent, send, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";

const permissions = ["servers:read"];
const newRole = (part: object = {}) => ({ name: randomUUID(), permissions, ...part });
const badRoles: Case["bad"] = [
  ["no name", (s) => ({ ...id(s), body: { permissions } }), 422],
  ["no permissions", (s) => ({ ...id(s), body: newRole({ permissions: [] }) }), 422],
  ["a permission that is none", (s) => ({ ...id(s), body: newRole({ permissions: ["x"] }) }), 422],
];
const aQuery: Case["bad"] = [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]];

/** Roles of an organisation's own, and where members see what. */
export const ACCESS_CASES: readonly Case[] = [
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
          await aMember(api, own);
          return own;
        },
        409,
      ],
    ],
  },
  {
    name: "GET reviews",
    route: reviews,
    method: "GET",
    permission: "reviews:read",
    good: () => ({ query: "?state=overdue&limit=2" }),
    bad: [...badLists, ["a state that is none", () => ({ query: "?state=x" }), 422]],
    hasId: false,
  },
  {
    name: "POST reviews",
    route: reviews,
    method: "POST",
    permission: "reviews:write",
    status: 201,
    hasId: false,
    good: (api) => ({ body: { ...newReview(), subjects: ["member"], ...who(api) } }),
    bad: [
      ["no name", () => ({ body: { dueAt: DUE } }), 422],
      ["a date that has passed", () => ({ body: newReview("2020-01-01T00:00:00Z") }), 422],
      ["nothing to review", () => ({ body: { ...newReview(), subjects: [] } }), 422],
      [
        "grants that hold",
        () => ({ body: { ...newReview(), subjects: ["grant"], ...HOLDS } }),
        422,
      ],
      ["a permission that is none", () => ({ body: { ...newReview(), holding: "x" } }), 422],
      ["a reviewer who is not here", () => ({ body: { ...newReview(), ...nobody() } }), 422],
      [
        "a reviewer who may not",
        (_s, api) => ({ body: { ...newReview(), reviewers: [api.personId] } }),
        422,
      ],
    ],
  },
  {
    name: "GET review",
    route: review,
    method: "GET",
    permission: "reviews:read",
    hasId: true,
    good: aReview,
    bad: aQuery,
  },
  {
    name: "PUT review",
    route: review,
    method: "PUT",
    permission: "reviews:write",
    holding: ["admin:all"],
    hasId: true,
    good: async (api) => ({ ...(await aReview(api)), body: { dueAt: DUE } }),
    bad: [
      ["no change", async (_s, api) => ({ ...(await aReview(api)), body: {} }), 422],
      [
        "a date that has passed",
        async (_s, api) => ({ ...(await aReview(api)), body: { dueAt: "2020-01-01T00:00:00Z" } }),
        422,
      ],
      [
        "a reviewer who is not here",
        async (_s, api) => ({ ...(await aReview(api)), body: nobody() }),
        422,
      ],
      [
        "what was closed",
        async (_s, api) => ({ ...(await aClosedReview(api)), body: { dueAt: DUE } }),
        409,
      ],
    ],
  },
  {
    name: "GET review/lines",
    route: reviewLines,
    method: "GET",
    permission: "reviews:read",
    hasId: true,
    good: async (api) => ({ ...(await aReview(api)), query: "?state=open&kind=member" }),
    bad: [...badLists, ["a kind that is none", (s) => ({ ...id(s), query: "?kind=x" }), 422]],
  },
  {
    name: "POST review/keep",
    route: keepLines,
    method: "POST",
    permission: "reviews:write",
    hasId: true,
    good: lineToKeep,
    bad: [
      ["while identity is degraded", async (_s, api) => degraded(api, await lineToKeep(api)), 403],
      [
        "no lines",
        async (_s, api) => well(api, { ...(await aReview(api)), body: { lines: [] } }),
        422,
      ],
      [
        "a line of another review",
        async (_s, api) => ({ ...(await lineToKeep(api)), params: (await aReview(api)).params }),
        404,
      ],
      ["what was decided", async (_s, api) => await keptLine(api), 409],
    ],
  },
  {
    name: "PUT review/line",
    route: reviewLine,
    method: "PUT",
    permission: "reviews:write",
    hasId: true,
    good: async (api) => ({ ...(await aLine(api)), body: { decision: "keep" } }),
    bad: [
      [
        "while identity is degraded",
        async (_s, api) => degraded(api, { ...(await aLine(api)), body: { decision: "keep" } }),
        403,
      ],
      ["no decision", async (_s, api) => well(api, { ...(await aLine(api)), body: {} }), 422],
      [
        "the last owner",
        async (_s, api) => ({
          ...(await aLine(api, api.mine.memberId)),
          body: { decision: "remove" },
          headers: bearer(await api.keyOf(api.mine, ["admin:all"])),
        }),
        409,
      ],
      [
        "what was closed",
        async (_s, api) => {
          const sent = await aLine(api);
          await closed(api, sent.params?.id ?? "");
          return { ...sent, body: { decision: "keep" } };
        },
        409,
      ],
    ],
  },
  {
    name: "POST review/close",
    route: closeReview,
    method: "POST",
    permission: "reviews:write",
    hasId: true,
    good: aDecidedReview,
    bad: [
      [
        "while identity is degraded",
        async (_s, api) => degraded(api, await aDecidedReview(api)),
        403,
      ],
      ["a query", (s, api) => well(api, { ...id(s), query: "?a=1" }), 422],
      ["what is not decided", async (_s, api) => await aReview(api), 409],
    ],
  },
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
  {
    name: "PUT member/workspaces",
    route: memberWorkspaces,
    method: "PUT",
    permission: "members:write",
    holding: ["servers:read"],
    hasId: true,
    good: async (api) => ({
      ...(await aMember(api)),
      body: { workspaces: [api.mine.workspaceId] },
    }),
    bad: [
      ["no workspaces", (s) => ({ ...id(s), body: {} }), 422],
      [
        "a workspace that nobody has",
        async (_s, api) => ({ ...(await aMember(api)), body: { workspaces: [newId()] } }),
        422,
      ],
    ],
  },
];

const newWorkspace = () => ({ name: "Another", slug: `w-${randomUUID().slice(0, 8)}` });

async function aWorkspace(api: TestApi): Promise<Sent> {
  const made = await send(workspaces, "POST", api.asMe({ body: newWorkspace() }));
  return { params: { id: made.body.id } };
}

const DUE = "2100-01-01T00:00:00Z";
const newReview = (dueAt = DUE) => ({ name: "Spring", dueAt });

async function aReview(api: TestApi): Promise<Sent> {
  const made = await send(reviews, "POST", api.asMe({ body: newReview() }));
  return { params: { id: made.body.id } };
}

const HOLDS = { holding: "servers:read" };
const who = (api: TestApi) => ({ ...HOLDS, reviewers: [api.mine.memberId] });
const nobody = () => ({ reviewers: [newId()] });

/** A line about that member, or about a new one, whom nobody is who asks. */
async function aLine(api: TestApi, about?: string): Promise<Sent> {
  const member = about ?? (await aMember(api)).params?.id;
  const { params } = await aReview(api);
  const query = "?kind=member&limit=200";
  const seen = await send(reviewLines, "GET", api.asMe({ params, query }));
  const lines: { id: string; subject: string }[] = seen.body.data;
  const line = lines.find(({ subject }) => subject === `member:${member}`);
  return { params: { ...params, lineId: line?.id ?? "" } };
}

async function lineToKeep(api: TestApi): Promise<Sent> {
  const { params } = await aLine(api);
  return { params: { id: params?.id ?? "" }, body: { lines: [params?.lineId] } };
}

async function keptLine(api: TestApi): Promise<Sent> {
  const sent = await lineToKeep(api);
  await send(keepLines, "POST", api.asMe(sent));
  return sent;
}

/** The same request while the connection that people come in through fails. */
async function degraded(api: TestApi, sent: Sent): Promise<Sent> {
  await failing(api, "now() + interval '1 hour'");
  return sent;
}
async function well(api: TestApi, sent: Sent): Promise<Sent> {
  await failing(api, "null");
  return sent;
}
const failing = (api: TestApi, since: string) =>
  api.database.admin(
    `update portcullis.connections set failing_since = ${since}, failure = 'unreachable' where tenant_id = $1`,
    [api.mine.tenantId],
  );

async function decideAll(api: TestApi, reviewId: string): Promise<void> {
  await api.database.admin(
    "update portcullis.access_review_lines set decision = 'keep' where review_id = $1",
    [reviewId],
  );
}

async function closed(api: TestApi, reviewId: string): Promise<void> {
  await decideAll(api, reviewId);
  await send(closeReview, "POST", api.asMe({ params: { id: reviewId } }));
}

async function aClosedReview(api: TestApi): Promise<Sent> {
  const sent = await aReview(api);
  await closed(api, sent.params?.id ?? "");
  return sent;
}

async function aDecidedReview(api: TestApi): Promise<Sent> {
  const sent = await aReview(api);
  await decideAll(api, sent.params?.id ?? "");
  return sent;
}

async function aRole(api: TestApi): Promise<Sent> {
  const made = await send(roles, "POST", api.asMe({ body: newRole() }));
  return { params: { id: made.body.id } };
}

/** A member with a role that holds little, so that a key which holds little may act on them. */
async function aMember(api: TestApi, given?: Sent): Promise<Sent> {
  const own = given ?? (await aRole(api));
  const name = randomUUID();
  const body = { email: `${name}@mine.test`, name, subject: name, role: own.params?.id };
  const made = await send(members, "POST", api.asMe({ body }));
  return { params: { id: made.body.id } };
}
