import { type Document, isObject, readValue, type Value } from "./document";
import { fault } from "./fault";
import type { Filter } from "./filter";
import { compileWithin } from "./match";
import type { Draft, Op, Target } from "./patch-target";
import { type Attribute, attributeOf } from "./schema";

/**
 * Does one operation at the place it names.
 *
 * @throws Problem with SCIM's `invalidValue`, `noTarget`.
 */
export function applyAt(target: Target, op: Op, value: unknown): void {
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
    isObject(one) ? `${one.value ?? ""}\0${one.type ?? ""}` : JSON.stringify(one);
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
