import { isDropped, type Value } from "./document";
import { fault } from "./fault";
import { type Filter, parseFilter } from "./filter";
import { locate } from "./locate";
import type { Attribute, Schema } from "./schema";

/** A resource while it is being changed. */
export type Draft = Record<string, Value>;
export type Op = "add" | "replace" | "remove";
/** A place in a resource, with the filter that chooses among its values. */
export type Target = {
  readonly attribute: Attribute;
  readonly part: Attribute | null;
  readonly filter: Filter | null;
  /** The object it stands in: the resource, or an extension within it, made when it is needed. */
  readonly root: (make: boolean) => Draft | null;
  readonly path: string;
};

/**
 * The place that a path names; null where that is an attribute that is known and not kept.
 *
 * @throws Problem with SCIM's `invalidPath`.
 */
export function targetOf(schema: Schema, draft: Draft, path: string): Target | null {
  const open = path.indexOf("[");
  const close = path.lastIndexOf("]");
  const bare = open < 0 ? path : path.slice(0, open) + path.slice(close + 1);
  if (open >= 0 && close < open) throw fault("invalidPath", `The path ${path} cannot be read.`);
  const place = locate(schema, bare);
  if (place === null) {
    if (isDropped(bare.split(/[.[]/)[0] ?? "")) return null;
    throw fault("invalidPath", `There is no attribute ${bare}.`);
  }
  const filter = open < 0 ? null : parseFilter(path.slice(open + 1, close));
  if (filter !== null && place.attribute.multi !== true)
    throw fault("invalidPath", `${place.attribute.name} has one value, so none can be chosen.`);
  const { extension } = place;
  const root = (make: boolean): Draft | null => {
    if (extension === null) return draft;
    if (draft[extension.id] === undefined && !make) return null;
    draft[extension.id] ??= {};
    return draft[extension.id] as Draft;
  };
  return { ...place, filter, root, path };
}
