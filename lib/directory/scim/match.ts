import { type Document, isObject, type Value } from "./document";
import { fault } from "./fault";
import type { Filter, Literal, Operator } from "./filter";
import { locate } from "./locate";
import { type Attribute, attributeOf, type Schema } from "./schema";

type Test = (resource: Document) => boolean;

/**
 * A filter made ready for the resources of a schema. Texts are compared without regard to case
 * unless the attribute's schema says otherwise; of several values it is enough that one fits, but
 * for `ne`, which all must.
 *
 * @throws Problem with SCIM's `invalidFilter` where it names what the schema does not have, or
 * compares what cannot be compared.
 */
export function compileFilter(schema: Schema, filter: Filter): Test {
  switch (filter.kind) {
    case "and":
    case "or":
      return several(
        filter.kind,
        filter.filters.map((one) => compileFilter(schema, one)),
      );
    case "not": {
      const test = compileFilter(schema, filter.filter);
      return (resource) => !test(resource);
    }
    case "within": {
      const { attribute, valuesOf } = placeOf(schema, filter.path);
      const test = compileWithin(attribute, filter.filter);
      return (resource) => valuesOf(resource).some((one) => isObject(one) && test(one as Document));
    }
    case "compare": {
      const { attribute, valuesOf } = placeOf(schema, filter.path);
      const holds = comparison(leafOf(attribute, filter.path), filter.op, filter.to);
      return (resource) => holds(valuesOf(resource));
    }
  }
}

/** The same for what stands in brackets: names are those of the attribute's parts. */
export function compileWithin(attribute: Attribute, filter: Filter): Test {
  switch (filter.kind) {
    case "and":
    case "or":
      return several(
        filter.kind,
        filter.filters.map((one) => compileWithin(attribute, one)),
      );
    case "not": {
      const test = compileWithin(attribute, filter.filter);
      return (element) => !test(element);
    }
    case "within":
      throw fault("invalidFilter", "Brackets do not stand within brackets.");
    case "compare": {
      const part = attributeOf(attribute.sub ?? [], filter.path);
      if (part === undefined) throw unknown(`${attribute.name}.${filter.path}`);
      const holds = comparison(part, filter.op, filter.to);
      return (element) => holds(listOf(element[part.name]));
    }
  }
}

function several(kind: "and" | "or", tests: readonly Test[]): Test {
  return kind === "and"
    ? (resource) => tests.every((test) => test(resource))
    : (resource) => tests.some((test) => test(resource));
}

function placeOf(schema: Schema, path: string) {
  const place = locate(schema, path);
  if (place === null) throw unknown(path);
  const { extension, attribute, part } = place;
  const valuesOf = (resource: Document): readonly Value[] => {
    const root = extension === null ? resource : (resource[extension.id] ?? {});
    const values = listOf((root as Document)[attribute.name]);
    if (part === null) return values;
    return values.flatMap((one) => (isObject(one) ? listOf((one as Document)[part.name]) : []));
  };
  return { attribute: part ?? attribute, valuesOf };
}

function unknown(path: string) {
  return fault("invalidFilter", `There is no attribute ${path}.`);
}

const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Value];

/** What is compared: of a complex attribute with a value of its own, that value. */
function leafOf(attribute: Attribute, path: string): Attribute {
  if (attribute.type !== "complex") return attribute;
  const value = attributeOf(attribute.sub ?? [], "value");
  if (value !== undefined) return { ...value, multi: true };
  return { ...attribute, name: path };
}

function comparison(
  attribute: Attribute,
  op: Operator,
  to: Literal,
): (values: readonly Value[]) => boolean {
  if (op === "pr") return (values) => values.length > 0;
  if (attribute.type === "complex")
    throw fault("invalidFilter", `${attribute.name} is compared by one of its parts.`);
  // Nothing is the same as null, and is unlike everything else.
  if (to === null) {
    if (op === "eq") return (values) => values.length === 0;
    if (op === "ne") return (values) => values.length > 0;
    throw fault("invalidFilter", "null is compared with eq and ne only.");
  }
  const wanted =
    attribute.type === "boolean"
      ? booleanOf(to)
      : attribute.type === "dateTime"
        ? momentOf(to)
        : textOf(to);
  if (attribute.type === "boolean" && op !== "eq" && op !== "ne")
    throw fault("invalidFilter", `${attribute.name} is compared with eq and ne only.`);
  const fold = (value: string | boolean) =>
    typeof value === "boolean" || attribute.caseExact === true ? value : value.toLowerCase();
  const right = fold(wanted);
  const fits = (value: Value) => compare(fold(plain(value)), op === "ne" ? "eq" : op, right);
  return op === "ne" ? (values) => !values.some(fits) : (values) => values.some(fits);
}

/** A value of a complex attribute stands for its own value. */
function plain(value: Value): string | boolean {
  if (isObject(value)) return plain((value as Document).value ?? "");
  return typeof value === "boolean" ? value : String(value);
}

function booleanOf(to: Literal): boolean {
  if (typeof to === "boolean") return to;
  const word = String(to).toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  throw fault("invalidFilter", "A value that is true or false is compared with one that is.");
}

/** In the spelling in which moments are kept, so that they compare as texts. */
function momentOf(to: Literal): string {
  const moment = new Date(textOf(to));
  if (Number.isNaN(moment.getTime()))
    throw fault("invalidFilter", "A moment is compared with a date and time.");
  return moment.toISOString();
}

function textOf(to: Literal): string {
  if (typeof to === "string") return to;
  throw fault("invalidFilter", "A text is compared with a text in double quotes.");
}

function compare(left: string | boolean, op: Operator, right: string | boolean): boolean {
  if (op === "eq") return left === right;
  if (typeof left !== "string" || typeof right !== "string") return false;
  switch (op) {
    case "co":
      return left.includes(right);
    case "sw":
      return left.startsWith(right);
    case "ew":
      return left.endsWith(right);
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
    case "lt":
      return left < right;
    default:
      return left <= right;
  }
}
