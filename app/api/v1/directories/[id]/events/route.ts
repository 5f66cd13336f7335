import { directoryEventSchema, eventFilterSchema, listDirectoryEvents } from "@/lib/directory";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";
import { directoryPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDirectoryEvents",
    summary: "Lists what a directory sent and what it was answered, newest first, for thirty days.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryPath,
    query: listQuery.extend(eventFilterSchema.shape),
    gives: pageOf(directoryEventSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listDirectoryEvents(house, caller, params.id, query))),
  }),
});
