import { Problem } from "@/lib/kernel";

const REFUSED_BY_POLICY = "42501";
const UNIQUE = "23505";
const FOREIGN_KEY = "23503";
/** A text with a character the database cannot hold: NUL, in plain text or inside JSON. */
const UNSTORABLE = /^(?:22021|22P05)$/;

/** SQLSTATE classes and codes after which the database, not the request, is to blame. */
const UNAVAILABLE = /^(?:08(?!P01)|53|57P|58)|^(?:55P03|40001|40P01|57014|25006|25P0[34])$/;
const UNREACHABLE = /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH)/;
const BROKEN =
  /terminat|timeout|timed out|Connection ended|not queryable|Transaction already closed|Unable to start a transaction/i;
/** Prisma's own codes: cannot reach, closed, pool time-out, transaction API. */
const PRISMA_UNAVAILABLE = /^P(?:1001|1002|1008|1017|2024|2028|2034)$/;

/**
 * What a database error means to the caller. A refusal by a policy and a token that does not verify
 * are one problem; a row that points at a missing or a foreign row is one problem; anything of the
 * connection is `unavailable`, so that the answer is no. Everything else is passed on as it is.
 */
export function databaseProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const code = sqlState(error);
  const prisma = textOf(error, "code");
  if (code === REFUSED_BY_POLICY) return new Problem("database_token_rejected", { cause: error });
  if (code === UNIQUE || prisma === "P2002") return new Problem("conflict", { cause: error });
  if (code === FOREIGN_KEY || prisma === "P2003") return new Problem("not_found", { cause: error });
  if (code !== undefined && UNSTORABLE.test(code)) {
    const detail = "A text holds a character that cannot be stored.";
    return new Problem("invalid_request", { detail, cause: error });
  }
  if (isUnavailable(error, code, prisma)) {
    return new Problem("unavailable", { detail: "The database is not available.", cause: error });
  }
  return error;
}

function isUnavailable(
  error: unknown,
  code: string | undefined,
  prisma: string | undefined,
): boolean {
  if (code !== undefined && UNAVAILABLE.test(code)) return true;
  if (prisma !== undefined && (PRISMA_UNAVAILABLE.test(prisma) || UNREACHABLE.test(prisma)))
    return true;
  return code === undefined && error instanceof Error && BROKEN.test(error.message);
}

/** The SQLSTATE, wherever the driver or the adapter put it. */
export function sqlState(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  for (const key of ["originalCode", "code"]) {
    const value = textOf(error, key);
    if (
      value !== undefined &&
      /^[0-9A-Z]{5}$/.test(value) &&
      !value.startsWith("P2") &&
      !value.startsWith("P1")
    )
      return value;
  }
  for (const key of ["cause", "meta", "driverAdapterError"]) {
    const found = sqlState((error as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(error: unknown, key: string): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value = (error as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}
