import { type Document, isObject } from "./document";
import { fault } from "./fault";
import type { Filter } from "./filter";
import { locate } from "./locate";
import { applyAt } from "./patch-apply";
import { type Draft, type Op, type Target, targetOf } from "./patch-target";
import type { Schema } from "./schema";

const MAX_OPERATIONS = 1_000;
/** How many values may be looked at in all: a second's work, in which nobody else is answered. */
const MAX_LOOKS = 4_000_000;

/**
 * A document as it is after a PATCH (RFC 7644, section 3.5.2). Beyond the standard it takes what
 * providers really send: operations in any case, dotted names and names of schemas as keys of a
 * value without a path, `remove` with the values to remove, and a value for an element that is not
 * there yet, which is then made from its filter.
 *
 * @throws Problem with SCIM's `invalidSyntax`, `invalidPath`, `invalidValue`, `noTarget`, `mutability`, `tooMany`.
 */
export function patchDocument(schema: Schema, document: Document, body: unknown): Document {
  const operations = isObject(body) ? memberOf(body, "operations") : undefined;
  if (!Array.isArray(operations) || operations.length === 0)
    throw fault("invalidSyntax", "The body must have Operations, a list of at least one.");
  if (operations.length > MAX_OPERATIONS)
    throw fault("invalidSyntax", `At most ${MAX_OPERATIONS} operations are done at once.`);
  const draft = structuredClone(document) as Draft;
  let looks = 0;
  const heed = (target: Target) => {
    looks += looksOf(target);
    if (looks > MAX_LOOKS)
      throw fault(
        "tooMany",
        "That is too much at once: send fewer operations, or shorter filters.",
      );
  };
  for (const operation of operations) {
    if (!isObject(operation)) throw fault("invalidSyntax", "An operation must be an object.");
    const named = memberOf(operation, "op");
    const op = typeof named === "string" ? named.toLowerCase() : null;
    if (op !== "add" && op !== "replace" && op !== "remove")
      throw fault("invalidSyntax", "An operation is one of add, replace and remove.");
    const path = memberOf(operation, "path") ?? null;
    if (path !== null && typeof path !== "string")
      throw fault("invalidPath", "A path must be a text.");
    const value = memberOf(operation, "value");
    if (path === null || path === "") applyAll(schema, draft, heed, op, value);
    else apply(schema, draft, heed, op, path, value);
  }
  return draft;
}

function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}

type Heed = (target: Target) => void;

/** How many values an operation looks at: each of a list, once for every comparison of its filter. */
function looksOf({ root, attribute, filter }: Target): number {
  const now = root(false)?.[attribute.name];
  return (Array.isArray(now) ? now.length : 1) * (filter === null ? 1 : comparisonsOf(filter));
}

function comparisonsOf(filter: Filter): number {
  if (filter.kind === "compare") return 1;
  const parts = "filters" in filter ? filter.filters : [filter.filter];
  return parts.reduce((sum, one) => sum + comparisonsOf(one), 0);
}

/** An operation without a path: each member of its value is an operation on what it is named. */
function applyAll(schema: Schema, draft: Draft, heed: Heed, op: Op, value: unknown): void {
  if (op === "remove") throw fault("noTarget", "What is to be removed must be named by a path.");
  if (!isObject(value)) throw fault("invalidValue", "Without a path the value must be an object.");
  const { extension } = schema;
  for (const [name, part] of Object.entries(value)) {
    if (extension !== undefined && name.toLowerCase() === extension.id.toLowerCase()) {
      if (!isObject(part)) throw fault("invalidValue", `${name} must be an object.`);
      for (const [key, one] of Object.entries(part))
        apply(schema, draft, heed, op, `${extension.id}:${key}`, one);
      continue;
    }
    // A client that sends a whole resource back sends what it may not write as well, and what the
    // schema does not have: both are passed over, as in a resource that is sent as a whole.
    const place = locate(schema, name);
    if (place !== null && place.attribute.readOnly !== true)
      apply(schema, draft, heed, op, name, part);
  }
}

function apply(
  schema: Schema,
  draft: Draft,
  heed: Heed,
  op: Op,
  path: string,
  value: unknown,
): void {
  const target = targetOf(schema, draft, path);
  if (target === null) return;
  if (target.attribute.readOnly === true)
    throw fault("mutability", `${path} is not the client's to write.`);
  heed(target);
  applyAt(target, op, value);
}
