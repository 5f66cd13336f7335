import { appliedSchema, groupMappingSchema, mapGroup } from "@/lib/directory";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { directoryGroupPath } from "../../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "mapDirectoryGroup",
    summary: "Says which role a group's people have; it holds at once.",
    description: "Nobody gives a role that may do what they may not, nor takes one away.",
    tag: "Directories",
    stepUp: "roles.change",
    permission: "directory:write",
    params: directoryGroupPath,
    body: groupMappingSchema,
    gives: appliedSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await mapGroup(house, caller, params.id, params.groupId, body)),
  }),
});
