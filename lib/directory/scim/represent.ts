import { type Document, isObject, type Value } from "./document";
import { fault } from "./fault";
import { locate, type Place } from "./locate";
import type { Schema } from "./schema";

/** Which attributes a client asked for: only some, or all but some (RFC 7644, section 3.9). */
export type Asked = {
  readonly attributes: string | null;
  readonly excluded: string | null;
};

const ALWAYS = new Set(["id"]);
const MAX_NAMES = 100;

/** Whether an answer to this will hold the attribute, so that what nobody asked for is not looked up. */
export function isWanted(schema: Schema, asked: Asked, name: string): boolean {
  const places = placesOf(schema, asked.attributes ?? asked.excluded);
  if (places === null) return true;
  const named = places.some(({ attribute, part }) => attribute.name === name && part === null);
  if (asked.attributes === null) return !named;
  return places.some(({ attribute }) => attribute.name === name);
}

/** A resource with what was asked for. `id` and `schemas` are always there. */
export function project(schema: Schema, resource: Document, asked: Asked): Document {
  const places = placesOf(schema, asked.attributes ?? asked.excluded);
  if (places === null) return resource;
  const only = asked.attributes !== null;
  return { schemas: resource.schemas ?? [], ...choose(schema, resource, places, only) };
}

function choose(
  schema: Schema,
  resource: Document,
  places: readonly Place[],
  only: boolean,
): Document {
  const chosen: Record<string, Value> = {};
  for (const [name, value] of Object.entries(resource)) {
    if (name === "schemas") continue;
    if (name === schema.extension?.id) {
      const own = places.filter(({ extension }) => extension !== null);
      const within = choose(schema.extension, value as Document, own, only);
      if (Object.keys(within).length > 0) chosen[name] = within;
      continue;
    }
    const named = places.filter(({ attribute }) => attribute.name === name);
    if (ALWAYS.has(name)) chosen[name] = value;
    else if (named.some(({ part }) => part === null)) {
      if (only) chosen[name] = value;
    } else if (named.length === 0) {
      if (!only) chosen[name] = value;
    } else {
      const parts = new Set(named.map(({ part }) => part?.name));
      const kept = partsOf(value, (part) => parts.has(part) === only);
      if (kept !== undefined) chosen[name] = kept;
    }
  }
  return chosen;
}

function partsOf(value: Value, keep: (part: string) => boolean): Value | undefined {
  if (Array.isArray(value)) return value.flatMap((one) => partsOf(one, keep) ?? []);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => keep(name));
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Document);
}

/** Names that are nobody's are passed over, as the standard leaves servers free to. */
function placesOf(schema: Schema, list: string | null): Place[] | null {
  if (list === null || list.trim() === "") return null;
  const names = list.split(",");
  if (names.length > MAX_NAMES)
    throw fault("invalidValue", `At most ${MAX_NAMES} attributes are named at once.`);
  return names.flatMap((name) => locate(schema, name.trim()) ?? []);
}
