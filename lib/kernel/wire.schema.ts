import * as z from "zod";

/*
 * The small forms that every answer of the API is made of. The schema of an answer stands beside its
 * use case, in a `*.schema.ts`; the use case's type is taken from it with `Shown`, so that what is
 * documented and what is answered cannot part.
 */

/** A thing's id: UUIDv7, so that ids sort by age. */
export const idSchema = z.uuid().describe("A UUID; ids sort by the time they were made.");

/** A moment: RFC 3339 in UTC. */
export const momentSchema = z.iso.datetime().describe("A date and time in UTC (RFC 3339).");

/** A SHA-256 hash in lower-case hexadecimal digits. */
export const hashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "A hash is 64 hexadecimal digits")
  .describe("A SHA-256 hash, 64 hexadecimal digits.");

/** A count: a whole number of zero or more. */
export const countSchema = z.int().min(0);

/** A page of a list: at most as many as were asked for, and where the next page begins. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe("Give it as `cursor` to read the next page; null at the end."),
  });
}

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The type of what a use case gives, taken from the schema it is documented by. */
export type Shown<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

const documented = new WeakMap<z.ZodType, z.ZodType>();

/**
 * A part whose form another check judges, documented by the schema of that check: so that its
 * faults are named by that check alone.
 */
export function documentedAs<T extends z.ZodType>(schema: T, as: z.ZodType): T {
  documented.set(schema, as);
  return schema;
}

/** What `documentedAs` said of a schema, if anything. */
export function documentationOf(schema: z.ZodType): z.ZodType | undefined {
  return documented.get(schema);
}
