import { InexactNumber } from "@/lib/kernel";
import { fault } from "./fault";
import { type Attribute, attributeOf, DROPPED, type Schema, topLevel } from "./schema";

/** A value as it is kept: names in the schema's spelling, booleans as booleans, nothing empty. */
export type Value = string | boolean | Document | readonly Value[];
export type Document = { readonly [name: string]: Value };

const MAX_TEXT = 1024;
/** Members of a group are the one list that is long by nature. */
const MAX_MEMBERS = 20_000;
const MAX_VALUES = 100;

/**
 * A resource as a client sent it, in the one form in which it is kept. Names are matched in any
 * case; what the schema does not have, and what clients may not write, is left out.
 *
 * @throws Problem with SCIM's `invalidValue` where a value is not of its attribute's type.
 */
export function readDocument(schema: Schema, input: unknown): Document {
  if (!isObject(input)) throw fault("invalidSyntax", "The body must be one JSON object.");
  const { extension } = schema;
  const document: Record<string, Value> = {};
  for (const [key, given] of Object.entries(input)) {
    if (extension !== undefined && key.toLowerCase() === extension.id.toLowerCase()) {
      const within = isObject(given) ? readMembers(extension.attributes, given, key) : undefined;
      if (within !== undefined) document[extension.id] = within;
      continue;
    }
    const attribute = attributeOf(topLevel(schema), key);
    if (attribute === undefined || attribute.readOnly === true) continue;
    const value = readValue(attribute, given, attribute.name);
    if (value !== undefined) document[attribute.name] = value;
  }
  return document;
}

/**
 * One value of an attribute, or undefined where it is none: null, an empty text, an empty list.
 * `True` and `"false"` are taken for booleans, as Entra ID writes them.
 */
export function readValue(attribute: Attribute, given: unknown, at: string): Value | undefined {
  if (given === null || given === undefined) return undefined;
  if (attribute.multi !== true) return readOne(attribute, given, at);
  const list = Array.isArray(given) ? given : [given];
  const most = attribute.name === "members" ? MAX_MEMBERS : MAX_VALUES;
  if (list.length > most) throw fault("invalidValue", `${at} has more than ${most} values.`);
  const values = list.flatMap((one) => readOne(attribute, one, at) ?? []);
  const primaries = values.filter((one) => isObject(one) && one.primary === true);
  if (primaries.length > 1) throw fault("invalidValue", `Only one of ${at} may be primary.`);
  return values.length > 0 ? values : undefined;
}

function readOne(attribute: Attribute, given: unknown, at: string): Value | undefined {
  if (given === null) return undefined;
  if (attribute.type === "boolean") return readBoolean(given, at);
  if (attribute.type !== "complex") return readText(given, at);
  // Some clients write the manager, or an address, as a text alone.
  const hasValue = attributeOf(attribute.sub ?? [], "value") !== undefined;
  const parts = typeof given === "string" && hasValue ? { value: given } : given;
  if (!isObject(parts)) throw fault("invalidValue", `${at} must be an object.`);
  return readMembers(attribute.sub ?? [], parts, at);
}

function readMembers(
  attributes: readonly Attribute[],
  given: Readonly<Record<string, unknown>>,
  at: string,
): Document | undefined {
  const document: Record<string, Value> = {};
  for (const [key, part] of Object.entries(given)) {
    const attribute = attributeOf(attributes, key);
    if (attribute === undefined) continue;
    const value = readValue(attribute, part, `${at}.${attribute.name}`);
    if (value !== undefined) document[attribute.name] = value;
  }
  return Object.keys(document).length > 0 ? document : undefined;
}

function readBoolean(given: unknown, at: string): boolean {
  if (typeof given === "boolean") return given;
  const word = typeof given === "string" ? given.toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  throw fault("invalidValue", `${at} must be true or false.`);
}

function readText(given: unknown, at: string): string | undefined {
  if (typeof given !== "string") throw fault("invalidValue", `${at} must be a text.`);
  if (given.length > MAX_TEXT || given.includes("\0"))
    throw fault(
      "invalidValue",
      `${at} must be at most ${MAX_TEXT} characters, NUL not among them.`,
    );
  return given === "" ? undefined : given;
}

/** Whether a value is an object, and no list and no number that was kept as it was written. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof InexactNumber)
  );
}

/** Whether a name is one of those that are known and dropped. */
export function isDropped(name: string): boolean {
  return DROPPED.has(name.toLowerCase());
}
