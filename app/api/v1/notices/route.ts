import { z } from "zod";
import { listNotices, noticePageSchema } from "@/lib/notices";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listNotices",
    summary: "Lists what the caller was told, newest first.",
    description: "A person is told; a key is not, and has none.",
    tag: "You",
    query: listQuery.extend({
      unread: z.literal("true").optional().describe("Only what was not read yet."),
    }),
    gives: noticePageSchema,
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) =>
      ok(page(await listNotices(house, caller, { ...query, unread: query.unread === "true" }))),
  }),
});
