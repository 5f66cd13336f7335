import { z } from "zod";
import {
  appliedSchema,
  changeDirectory,
  changeDirectorySchema,
  directoryViewSchema,
  disconnectDirectory,
  getDirectory,
} from "@/lib/directory";
import { receiptSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { directoryPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getDirectory",
    summary: "Gives one directory, and how it is doing.",
    tag: "Directories",
    permission: "directory:read",
    params: directoryPath,
    gives: directoryViewSchema,
    answer: async ({ house, caller, params }) => ok(await getDirectory(house, caller, params.id)),
  }),
  PUT: endpoint({
    operation: "changeDirectory",
    summary: "Gives a directory another name, or its people another role by default.",
    tag: "Directories",
    stepUp: "roles.change",
    permission: "directory:write",
    params: directoryPath,
    body: changeDirectorySchema,
    gives: appliedSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await changeDirectory(house, caller, params.id, body)),
  }),
  DELETE: endpoint({
    operation: "disconnectDirectory",
    summary: "Takes a directory away: its tokens end at once, and its people stay members.",
    tag: "Directories",
    stepUp: "members.change",
    permission: "directory:write",
    params: directoryPath,
    gives: z.strictObject({ receipt: receiptSchema }),
    answer: async ({ house, caller, params }) =>
      ok(await disconnectDirectory(house, caller, params.id)),
  }),
});
