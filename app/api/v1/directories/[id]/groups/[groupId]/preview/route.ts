import { groupMappingSchema, mappingPreviewSchema, previewMapping } from "@/lib/directory";
import { endpoint, ok } from "../../../../../../endpoint";
import { handle } from "../../../../../../handle";
import { directoryGroupPath } from "../../../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "previewDirectoryMapping",
    summary: "Says whose membership would change if a group had a role; changes nothing.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryGroupPath,
    body: groupMappingSchema,
    gives: mappingPreviewSchema,
    repeatable: true,
    answer: async ({ house, caller, params, body }) =>
      ok(await previewMapping(house, caller, params.id, params.groupId, body)),
  }),
});
