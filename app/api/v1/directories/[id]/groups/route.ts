import { directoryGroupSchema, listDirectoryGroups } from "@/lib/directory";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";
import { directoryPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDirectoryGroups",
    summary: "Lists a directory's groups, each with the role that it gives.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryPath,
    query: listQuery,
    gives: pageOf(directoryGroupSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listDirectoryGroups(house, caller, params.id, query))),
  }),
});
