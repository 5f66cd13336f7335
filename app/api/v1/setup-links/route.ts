import {
  createdSetupLinkSchema,
  createSetupLink,
  listSetupLinks,
  newSetupLinkSchema,
  setupLinkViewSchema,
} from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listSetupLinks",
    summary: "Lists the links by which somebody without an account sets a connection up.",
    tag: "Sign-in",
    permission: "sign-in:read",
    gives: pageOf(setupLinkViewSchema),
    answer: async ({ house, caller }) => ok(await listSetupLinks(house, caller)),
  }),
  POST: endpoint({
    operation: "createSetupLink",
    summary: "Makes a link by which one connection is set up, once, without an account.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    body: newSetupLinkSchema,
    status: 201,
    gives: createdSetupLinkSchema,
    problems: ["secret_already_shown"],
    answer: async ({ house, caller, body }) => {
      const { id, url, receipt } = await createSetupLink(house, caller, body);
      const answer = { id, url: url.reveal(), receipt };
      return created("/api/v1/setup-links", { id, secret: true }, answer);
    },
  }),
});
