import { directoryUserSchema, listDirectoryUsers } from "@/lib/directory";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";
import { directoryPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDirectoryUsers",
    summary: "Lists a directory's people, each with the member that they are.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryPath,
    query: listQuery,
    gives: pageOf(directoryUserSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listDirectoryUsers(house, caller, params.id, query))),
  }),
});
