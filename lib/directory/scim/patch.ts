import { type Document, isDropped, isObject, readValue, type Value } from "./document";
import { fault } from "./fault";
import { type Filter, parseFilter } from "./filter";
import { locate } from "./locate";
import { compileWithin } from "./match";
import { type Attribute, attributeOf, type Schema } from "./schema";

type Draft = Record<string, Value>;
type Op = "add" | "replace" | "remove";
/** A place in a resource, with the filter that chooses among its values. */
type Target = {
  readonly attribute: Attribute;
  readonly part: Attribute | null;
  readonly filter: Filter | null;
  /** The object it stands in: the resource, or an extension within it, made when it is needed. */
  readonly root: (make: boolean) => Draft | null;
  readonly path: string;
};

const MAX_OPERATIONS = 1_000;

/**
 * A document as it is after a PATCH (RFC 7644, section 3.5.2). Beyond the standard it takes what
 * providers really send: operations in any case, dotted names and names of schemas as keys of a
 * value without a path, `remove` with the values to remove, and a value for an element that is not
 * there yet, which is then made from its filter.
 *
 * @throws Problem with SCIM's `invalidSyntax`, `invalidPath`, `invalidValue`, `noTarget`, `mutability`.
 */
export function patchDocument(schema: Schema, document: Document, body: unknown): Document {
  const operations = isObject(body) ? memberOf(body, "operations") : undefined;
  if (!Array.isArray(operations) || operations.length === 0)
    throw fault("invalidSyntax", "The body must have Operations, a list of at least one.");
  if (operations.length > MAX_OPERATIONS)
    throw fault("invalidSyntax", `At most ${MAX_OPERATIONS} operations are done at once.`);
  const draft = structuredClone(document) as Draft;
  for (const operation of operations) {
    if (!isObject(operation)) throw fault("invalidSyntax", "An operation must be an object.");
    const op = String(memberOf(operation, "op")).toLowerCase();
    if (op !== "add" && op !== "replace" && op !== "remove")
      throw fault("invalidSyntax", "An operation is one of add, replace and remove.");
    const path = memberOf(operation, "path") ?? null;
    if (path !== null && typeof path !== "string")
      throw fault("invalidPath", "A path must be a text.");
    const value = memberOf(operation, "value");
    if (path === null || path === "") applyAll(schema, draft, op, value);
    else apply(schema, draft, op, path, value);
  }
  return draft;
}

function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** An operation without a path: each member of its value is an operation on what it is named. */
function applyAll(schema: Schema, draft: Draft, op: Op, value: unknown): void {
  if (op === "remove") throw fault("noTarget", "What is to be removed must be named by a path.");
  if (!isObject(value)) throw fault("invalidValue", "Without a path the value must be an object.");
  const { extension } = schema;
  for (const [name, part] of Object.entries(value)) {
    if (extension !== undefined && name.toLowerCase() === extension.id.toLowerCase()) {
      if (!isObject(part)) throw fault("invalidValue", `${name} must be an object.`);
      for (const [key, one] of Object.entries(part))
        apply(schema, draft, op, `${extension.id}:${key}`, one);
      continue;
    }
    // A client that sends a whole resource back sends what it may not write as well, and what the
    // schema does not have: both are passed over, as in a resource that is sent as a whole.
    const place = locate(schema, name);
    if (place !== null && place.attribute.readOnly !== true) apply(schema, draft, op, name, part);
  }
}

function apply(schema: Schema, draft: Draft, op: Op, path: string, value: unknown): void {
  const target = targetOf(schema, draft, path);
  if (target === null) return;
  if (target.attribute.readOnly === true)
    throw fault("mutability", `${path} is not the client's to write.`);
  if (target.filter !== null) applyWithin(target, op, value);
  else if (target.part !== null) applyPart(target, target.part, op, value);
  else applyWhole(target, op, value);
}

/** On a whole attribute. */
function applyWhole(target: Target, op: Op, value: unknown): void {
  const { path } = target;
  const root = target.root(op !== "remove");
  if (root === null) return;
  const { attribute } = target;
  const given = op === "remove" && value === undefined ? undefined : read(attribute, value, path);
  const now = root[attribute.name];
  if (op === "remove") set(root, attribute, removed(attribute, now, given));
  else if (attribute.multi === true) set(root, attribute, op === "add" ? added(now, given) : given);
  else if (isObject(now) && isObject(given)) set(root, attribute, { ...now, ...given } as Document);
  else if (given !== undefined || op === "replace") set(root, attribute, given);
}

/** Null where the path names an attribute that is known and not kept. */
function targetOf(schema: Schema, draft: Draft, path: string): Target | null {
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

/** On the elements of a list that a filter chooses. */
function applyWithin(target: Target, op: Op, value: unknown): void {
  const { attribute, part, filter, path } = target;
  const root = target.root(true);
  if (root === null || filter === null) return;
  const test = compileWithin(attribute, filter);
  const elements = listOf(root[attribute.name]) as Document[];
  if (op === "remove") {
    const rest = elements.flatMap((one) => {
      if (!test(one)) return [one];
      const { [part?.name ?? ""]: _gone, ...left } = one;
      return part === null || Object.keys(left).length === 0 ? [] : [left];
    });
    set(root, attribute, rest);
    return;
  }
  const given = part === null ? readElement(attribute, value, path) : read(part, value, path);
  const change = (one: Document): Document =>
    part === null ? { ...one, ...(given as Document) } : withPart(one, part.name, given);
  const chosen = elements.some(test);
  if (!chosen && given === undefined) return;
  const next = chosen
    ? elements.map((one) => (test(one) ? change(one) : one))
    : [...elements, change(fromFilter(attribute, filter))];
  set(root, attribute, next);
}

/** An element that has what a filter asks for, or a fault where a filter does not say what that is. */
function fromFilter(attribute: Attribute, filter: Filter): Document {
  const parts = filter.kind === "and" ? filter.filters : [filter];
  const element: Draft = {};
  for (const one of parts) {
    const part =
      one.kind === "compare" && one.op === "eq"
        ? attributeOf(attribute.sub ?? [], one.path)
        : undefined;
    const value = one.kind === "compare" && part ? readValue(part, one.to, one.path) : undefined;
    if (part === undefined || value === undefined)
      throw fault("noTarget", `No value of ${attribute.name} is what the path asks for.`);
    element[part.name] = value;
  }
  return element;
}

/** On a part of an attribute, such as `name.givenName`; of a list, on that part of every element. */
function applyPart(target: Target, part: Attribute, op: Op, value: unknown): void {
  const root = target.root(op !== "remove");
  if (root === null) return;
  const { attribute, path } = target;
  const given = op === "remove" ? undefined : read(part, value, path);
  const now = root[attribute.name];
  if (attribute.multi === true) {
    const elements = listOf(now) as Document[];
    const next = elements.map((one) => withPart(one, part.name, given));
    if (next.length === 0 && given !== undefined) next.push({ [part.name]: given });
    set(root, attribute, next);
    return;
  }
  set(root, attribute, withPart(isObject(now) ? (now as Document) : {}, part.name, given));
}

function withPart(element: Document, name: string, value: Value | undefined): Document {
  const { [name]: _before, ...rest } = element;
  return value === undefined ? rest : { ...rest, [name]: value };
}

const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Value];

const read = (attribute: Attribute, value: unknown, path: string) =>
  readValue(attribute, value, path);

function readElement(attribute: Attribute, value: unknown, path: string): Value {
  const read = readValue({ ...attribute, multi: false }, value, path);
  if (!isObject(read)) throw fault("invalidValue", `${path} must be given an object.`);
  return read as Document;
}

/** A list with more in it; what has the same value and type takes the place of what was there. */
function added(now: Value | undefined, given: Value | undefined): Value | undefined {
  const more = listOf(given);
  if (more.length === 0) return now;
  const keyOf = (one: Value) =>
    isObject(one) ? JSON.stringify([one.value ?? null, one.type ?? null]) : JSON.stringify(one);
  const before = new Map(listOf(now).map((one) => [keyOf(one), one]));
  const primary = more.some((one) => isObject(one) && one.primary === true);
  if (primary) {
    for (const [key, one] of before)
      if (isObject(one)) before.set(key, withPart(one as Document, "primary", undefined));
  }
  for (const one of more) before.set(keyOf(one), one);
  return [...before.values()];
}

/** A list without some of its values, or without any where none are named. */
function removed(
  attribute: Attribute,
  now: Value | undefined,
  given: Value | undefined,
): Value | undefined {
  if (attribute.multi !== true || given === undefined) return undefined;
  const named = (one: Value) => (isObject(one) ? one.value : one);
  const gone = new Set(listOf(given).map(named));
  return listOf(now).filter((one) => !gone.has(named(one)));
}

function set(root: Draft, attribute: Attribute, value: Value | undefined): void {
  const empty =
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0);
  if (empty) delete root[attribute.name];
  else root[attribute.name] = value as Value;
}
