import { rotateDirectoryToken, rotatedTokenSchema, rotateTokenSchema } from "@/lib/directory";
import { created, endpoint } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { directoryPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "rotateDirectoryToken",
    summary: "Makes a directory's next SCIM token and shows it once; those before end.",
    tag: "Directories",
    stepUp: "members.change",
    permission: "directory:write",
    params: directoryPath,
    body: rotateTokenSchema,
    status: 201,
    gives: rotatedTokenSchema,
    problems: ["secret_already_shown"],
    answer: async ({ house, caller, params, body }) => {
      const made = await rotateDirectoryToken(house, caller, params.id, body);
      return created(
        "/api/v1/directories",
        { id: made.id, secret: true },
        { ...made, token: made.token.reveal() },
      );
    },
  }),
});
