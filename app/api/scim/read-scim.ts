import { type Asked, fault, type Listing, MAX_RESULTS } from "@/lib/directory";
import { Problem, parseStrictJson } from "@/lib/kernel";
import { readBytes } from "../read-input";

/** Enough for a group of twenty thousand people. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 16;
const DEFAULT_COUNT = 100;

/**
 * The body, parsed so strictly that no name stands twice in one object, in whatever case: SCIM's
 * names have none.
 *
 * @throws Problem `malformed_json`, `payload_too_large`, `unsupported_media_type`.
 */
export async function readScimBody(request: Request): Promise<unknown> {
  const [type = "", ...parameters] = (request.headers.get("content-type") ?? "")
    .toLowerCase()
    .split(";");
  const utf8 = parameters.every((one) => /^\s*charset\s*=\s*"?utf-8"?\s*$/.test(one));
  if (!["application/scim+json", "application/json"].includes(type.trim()) || !utf8)
    throw new Problem("unsupported_media_type", { detail: "Send application/scim+json." });
  return parseStrictJson(await readBytes(request, BODY_LIMIT_BYTES), { maxDepth: MAX_DEPTH });
}

/** Which attributes were asked for. Some or all but some, never both (RFC 7644, section 3.9). */
export function readAsked(query: URLSearchParams): Asked {
  const attributes = query.get("attributes");
  const excluded = query.get("excludedAttributes");
  if (attributes !== null && excluded !== null)
    throw fault("invalidValue", "Name the attributes to give or those to leave out, not both.");
  return { attributes, excluded };
}

/** Which resources of a list were asked for. Counting from 1; what is below is taken for 1. */
export function readListing(query: URLSearchParams): Listing {
  return {
    ...readAsked(query),
    filter: query.get("filter"),
    startIndex: Math.max(1, wholeNumber(query, "startIndex", 1)),
    count: Math.min(MAX_RESULTS, Math.max(0, wholeNumber(query, "count", DEFAULT_COUNT))),
  };
}

/** The same where it was sent as a body to `.search` (RFC 7644, section 3.4.3). */
export function listingOf(body: unknown): Listing {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(body ?? {})) {
    const known = ["filter", "startIndex", "count", "attributes", "excludedAttributes"];
    if (known.includes(name) && value !== null) query.set(name, textOf(name, value));
  }
  return readListing(query);
}

/** A parameter as it would stand in an address: a text, a number, or names that are joined. */
function textOf(name: string, value: unknown): string {
  const all = Array.isArray(value) ? value : [value];
  if (!all.every((one) => typeof one === "string" || typeof one === "number"))
    throw fault("invalidValue", `${name} must be a text, a number, or a list of names.`);
  return all.join(",");
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  const number = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw fault("invalidValue", `${name} must be a whole number.`);
  return number;
}
