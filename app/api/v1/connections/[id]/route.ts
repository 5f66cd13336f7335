import {
  changeConnection,
  changedStateSchema,
  connectionChangeSchema,
  connectionReceiptSchema,
  connectionViewSchema,
  getConnection,
  removeConnection,
} from "@/lib/identity";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { connectionPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getConnection",
    summary: "Gives one connection.",
    tag: "Sign-in",
    permission: "sign-in:read",
    params: connectionPath,
    gives: connectionViewSchema,
    answer: async ({ house, caller, params }) => ok(await getConnection(house, caller, params.id)),
  }),
  PUT: endpoint({
    operation: "changeConnection",
    summary: "Changes what a connection is called, and what it gives to whom.",
    description:
      "What is left out stays. A role is given by claims only if you hold all it may do.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: connectionPath,
    body: connectionChangeSchema,
    gives: connectionReceiptSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params, body }) =>
      ok(await changeConnection(house, caller, params.id, body)),
  }),
  DELETE: endpoint({
    operation: "removeConnection",
    summary: "Removes a connection, and ends the sessions that came through it.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: connectionPath,
    gives: changedStateSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params }) =>
      ok(await removeConnection(house, caller, params.id)),
  }),
});
