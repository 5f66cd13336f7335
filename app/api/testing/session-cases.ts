import { permissionsOf } from "@/lib/access";
import * as ownSessions from "../v1/me/sessions/route";
import * as memberSessions from "../v1/members/[id]/sessions/route";
import * as session from "../v1/sessions/[id]/route";
import * as sessions from "../v1/sessions/route";
import type { Sent, TestApi } from "./api";
import { badLists, type Case, id } from "./case";

const lists: Case["bad"] = [
  ...badLists,
  ["a state that is none", () => ({ query: "?state=asleep" }), 422],
];
const aQuery: Case["bad"] = [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]];

/** Who is signed in where, and ending it. */
export const SESSION_CASES: readonly Case[] = [
  {
    name: "GET me/sessions",
    route: ownSessions,
    method: "GET",
    permission: null,
    good: () => ({ query: "?state=live" }),
    bad: lists,
    hasId: false,
  },
  {
    name: "DELETE me/sessions",
    route: ownSessions,
    method: "DELETE",
    permission: null,
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: "GET sessions",
    route: sessions,
    method: "GET",
    permission: "sessions:read",
    good: (api) => ({ query: `?state=ended&memberId=${api.mine.memberId}` }),
    bad: [...lists, ["a member that is none", () => ({ query: "?memberId=x" }), 422]],
    hasId: false,
  },
  {
    name: "DELETE session",
    route: session,
    method: "DELETE",
    permission: "sessions:write",
    // Nobody throws out who may do more than they may.
    holding: [...permissionsOf("viewer")],
    good: aSession,
    bad: aQuery,
    hasId: true,
  },
  {
    name: "DELETE member/sessions",
    route: memberSessions,
    method: "DELETE",
    permission: "sessions:write",
    // Nobody throws out who may do more than they may.
    holding: [...permissionsOf("viewer")],
    good: async (api) => ({ params: { id: (await newViewer(api)).memberId } }),
    bad: aQuery,
    hasId: true,
  },
];

/** A session of a viewer: of an owner's, nobody who is less could end it. */
async function aSession(api: TestApi): Promise<Sent> {
  return { params: { id: (await newViewer(api)).sessionId } };
}

async function newViewer(api: TestApi) {
  await api.cookieAs("viewer");
  const [row] = await api.database.admin<{ id: string; member_id: string }>(
    `select s.id, s.member_id from portcullis.sessions s
     join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
     where s.tenant_id = $1 and m.role = 'viewer' order by s.id desc limit 1`,
    [api.mine.tenantId],
  );
  if (row === undefined) throw new Error("no session");
  return { sessionId: row.id, memberId: row.member_id };
}
