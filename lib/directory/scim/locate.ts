import { type Attribute, attributeOf, type Schema, topLevel } from "./schema";

/** Where a path leads: an attribute, within an extension or not, and a part of it or not. */
export type Place = {
  readonly extension: Schema | null;
  readonly attribute: Attribute;
  readonly part: Attribute | null;
};

/**
 * The place that a path names, such as `name.givenName` or
 * `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`; null where there is none.
 */
export function locate(schema: Schema, path: string): Place | null {
  const { extension } = schema;
  const beyond = after(path, extension?.id);
  if (extension !== undefined && beyond !== null)
    return placeIn(extension.attributes, beyond, extension);
  return placeIn(topLevel(schema), after(path, schema.id) ?? path, null);
}

/** What follows a schema's name and a colon, or null where the path does not begin with them. */
function after(path: string, id: string | undefined): string | null {
  if (id === undefined || !path.toLowerCase().startsWith(`${id.toLowerCase()}:`)) return null;
  return path.slice(id.length + 1);
}

function placeIn(
  attributes: readonly Attribute[],
  path: string,
  extension: Schema | null,
): Place | null {
  const [name = "", partName, ...rest] = path.split(".");
  const attribute = attributeOf(attributes, name);
  if (attribute === undefined || rest.length > 0) return null;
  if (partName === undefined) return { extension, attribute, part: null };
  const part = attributeOf(attribute.sub ?? [], partName);
  return part === undefined ? null : { extension, attribute, part };
}
