import { z } from "zod";
import { documentedAs, Problem } from "@/lib/kernel";
import { rulesSchema } from "@/lib/policy";
import { getRules, publishedRulesSchema, publishRules, publishRulesSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { serverPath } from "../../../../path-params";

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
    operation: "getRules",
    summary: "Gives the rules document in force, as it can be published again.",
    tag: "Rules",
    permission: "servers:read",
    params: serverPath,
    gives: documentedAs(z.unknown(), rulesSchema),
    headers: {
      etag: "The hash of the rules in force.",
      "x-rules-version": "The number of the version in force.",
    },
    answer: async ({ house, caller, params }) => {
      const rules = await getRules(house, caller, params.id);
      if (rules === null) {
        throw new Problem("not_found", { detail: "No rules were published for this server yet." });
      }
      const headers = { etag: `"${rules.hash}"`, "x-rules-version": String(rules.version) };
      return { ...ok(rules.document), headers };
    },
  }),
  PUT: endpoint({
    operation: "publishRules",
    summary: "Publishes rules as a new version, which applies to the next call.",
    tag: "Rules",
    permission: "rules:write",
    params: serverPath,
    body: publishRulesSchema,
    gives: publishedRulesSchema,
    reads: {
      "if-match": "The entity tag of the rules these replace; refused if others are in force.",
    },
    headers: { etag: "The hash of the rules that were published." },
    problems: ["invalid_rules", "conflict"],
    answer: async ({ house, caller, params, body, headers }) => {
      const tagged = hashOf(headers.get("if-match"));
      const expectedHash = body.expectedHash ?? tagged;
      if (tagged !== null && tagged !== expectedHash) {
        throw new Problem("conflict", {
          detail: "The If-Match header and expectedHash name different versions.",
        });
      }
      const published = await publishRules(house, caller, params.id, {
        ...body,
        expectedHash,
      });
      return { ...ok(published), headers: { etag: `"${published.hash}"` } };
    },
  }),
});
