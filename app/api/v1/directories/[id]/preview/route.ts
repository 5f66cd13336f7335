import { directoryPreviewSchema, mappingPreviewSchema, previewDefaultRole } from "@/lib/directory";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { directoryPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "previewDirectoryRole",
    summary:
      "Says whose membership would change if another role were given without a mapped group; changes nothing.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryPath,
    body: directoryPreviewSchema,
    gives: mappingPreviewSchema,
    repeatable: true,
    answer: async ({ house, caller, params, body }) =>
      ok(await previewDefaultRole(house, caller, params.id, body)),
  }),
});
