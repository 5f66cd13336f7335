import { Problem } from "@/lib/kernel";
import { getRules, publishRules, publishRulesSchema } from "@/lib/servers";
import { endpoint } from "../../../../endpoint";
import { handle } from "../../../../handle";

/** The hash in an entity tag, or null; a tag that is no hash matches nothing. */
function hashOf(tag: string | null): string | null {
  if (tag === null || tag === "*") return null;
  const [, hash] = /^"([0-9a-f]{64})"$/.exec(tag) ?? [];
  if (hash === undefined) {
    throw new Problem("conflict", {
      detail: "The If-Match header names no version of these rules.",
    });
  }
  return hash;
}

/** The document in force, as PUT takes it; its hash is the entity tag. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "servers:read",
    answer: async ({ house, caller, params }) => {
      const rules = await getRules(house, caller, params.id ?? "");
      if (rules === null) {
        throw new Problem("not_found", { detail: "No rules were published for this server yet." });
      }
      const headers = { etag: `"${rules.hash}"`, "x-rules-version": String(rules.version) };
      return { status: 200, body: rules.document, headers };
    },
  }),
  PUT: endpoint({
    permission: "rules:write",
    body: publishRulesSchema,
    answer: async ({ house, caller, params, body, headers }) => {
      const expectedHash = body.expectedHash ?? hashOf(headers.get("if-match"));
      const published = await publishRules(house, caller, params.id ?? "", {
        document: body.document,
        expectedHash,
      });
      return { status: 200, body: published, headers: { etag: `"${published.hash}"` } };
    },
  }),
});
