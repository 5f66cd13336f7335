import { z } from "zod";
import { Problem } from "@/lib/kernel";

const PREFIX = "v1.";

/**
 * A cursor as the API hands it out: opaque, so that nobody builds on what is inside. It is checked
 * for its form only; it gives no access, since every page is read under the caller's own token.
 */
export const cursorSchema = z
  .string()
  .max(200)
  .transform((text, context) => {
    const inner = Buffer.from(text, "base64url").toString("utf8");
    if (inner.startsWith(PREFIX) && encodeCursor(inner.slice(PREFIX.length)) === text) {
      return inner.slice(PREFIX.length);
    }
    context.addIssue({ code: "custom", message: "This cursor is not one that a list gave" });
    return z.NEVER;
  })
  .describe("Where to begin: the `nextCursor` of the page before.");

export const limitSchema = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .describe("How many at most.");

/** The query of a list that has no filters. */
export const listQuery = z.strictObject({ limit: limitSchema, cursor: cursorSchema.optional() });

function encodeCursor(inner: string): string {
  return Buffer.from(`${PREFIX}${inner}`).toString("base64url");
}

/** A page of a list with its cursor made opaque. */
export function page<T>(given: {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}): { readonly data: readonly T[]; readonly nextCursor: string | null } {
  const { data, nextCursor } = given;
  return { data, nextCursor: nextCursor === null ? null : encodeCursor(nextCursor) };
}

/** The number inside a cursor of a list that is ordered by number. */
export function numberOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const number = Number(cursor);
  if (/^\d{1,15}$/.test(cursor)) return number;
  throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
}
