import { newId } from "@/lib/kernel";
import * as closeReview from "../v1/reviews/[id]/close/route";
import * as keepLines from "../v1/reviews/[id]/keep/route";
import * as reviewLine from "../v1/reviews/[id]/lines/[lineId]/route";
import * as reviewLines from "../v1/reviews/[id]/lines/route";
import * as review from "../v1/reviews/[id]/route";
import * as reviews from "../v1/reviews/route";
import { bearer, type TestApi } from "./api";
import { aQuery, badLists, type Case, id } from "./case";
import {
  aClosedReview,
  aDecidedReview,
  aLine,
  aReview,
  closed,
  DUE,
  degraded,
  keptLine,
  lineToKeep,
  newReview,
  raised,
  well,
} from "./make-review";

const HOLDS = { holding: "servers:read" };
const who = (api: TestApi) => ({ ...HOLDS, reviewers: [api.mine.memberId] });
const nobody = () => ({ reviewers: [newId()] });

/** Reviews of access. */
export const REVIEW_CASES: readonly Case[] = [
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
      ["what holds more now", async (_s, api) => raised(api, await lineToKeep(api)), 409],
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
        "what holds more now",
        async (_s, api) => raised(api, { ...(await aLine(api)), body: { decision: "keep" } }),
        409,
      ],
      [
        "a version that is none",
        async (_s, api) => ({ ...(await aLine(api)), body: { decision: "keep", version: "1" } }),
        422,
      ],
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
];
