import { Problem } from "@/lib/kernel";

/** The kinds of error that SCIM has a word for (RFC 7644, section 3.12, table 9). */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue";

/** A request that cannot be followed, with SCIM's own word for why. */
export function fault(scimType: ScimType, detail: string): Problem {
  const code = scimType === "uniqueness" ? "conflict" : "invalid_request";
  return new Problem(code, { detail, extensions: { scimType } });
}
