import * as read from "../v1/notices/read/route";
import * as notices from "../v1/notices/route";
import { badLists, type Case } from "./case";

/** What the caller was told. */
export const NOTICE_CASES: readonly Case[] = [
  {
    name: "GET notices",
    route: notices,
    method: "GET",
    permission: null,
    good: () => ({ query: "?unread=true" }),
    bad: [...badLists, ["half a choice", () => ({ query: "?unread=perhaps" }), 422]],
    hasId: false,
  },
  {
    name: "POST notices/read",
    route: read,
    method: "POST",
    permission: null,
    good: () => ({ body: {} }),
    bad: [
      ["none of them", () => ({ body: { ids: [] } }), 422],
      ["what is no id", () => ({ body: { ids: ["x"] } }), 422],
    ],
    hasId: false,
  },
];
