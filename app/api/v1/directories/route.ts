import { z } from "zod";
import {
  connectDirectory,
  connectedDirectorySchema,
  directoryViewSchema,
  listDirectories,
  newDirectorySchema,
} from "@/lib/directory";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDirectories",
    summary: "Lists the directories that say over SCIM who is in the organisation.",
    tag: "Directories",
    permission: "directory:read",
    gives: z.strictObject({ data: z.array(directoryViewSchema) }),
    answer: async ({ house, caller }) => ok({ data: await listDirectories(house, caller) }),
  }),
  POST: endpoint({
    operation: "connectDirectory",
    summary: "Connects a directory, and shows its SCIM token once.",
    description:
      "Needs the permission `members:write` too: whoever holds the token adds and removes members.",
    tag: "Directories",
    stepUp: "members.change",
    permission: "directory:write",
    body: newDirectorySchema,
    status: 201,
    gives: connectedDirectorySchema,
    problems: ["conflict", "secret_already_shown"],
    answer: async ({ house, caller, body }) => {
      const made = await connectDirectory(house, caller, body);
      return created(
        "/api/v1/directories",
        { id: made.id, secret: true },
        { ...made, token: made.token.reveal() },
      );
    },
  }),
});
