import { currentContext } from "./context";
import { Secret } from "./secret";

type Level = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, unknown>>;

/** Texts that look like a credential of ours, or like a bearer credential of anybody's. */
const CREDENTIAL_TEXT =
  /\b(?:pck|pcg|pcr|pcd)_[0-9A-Za-z]{20,}(?:_[0-9A-Za-z]+)?|\bBearer\s+\S+|:\/\/[^\s/@:]+:[^\s/@]+@/gi;
/** What JSON leaves as it is and a terminal or a reader of lines would obey. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;
const MAX_TEXT = 4096;
const MAX_DEPTH = 5;

/**
 * What may be written of a value. Works by type first: a `Secret` prints `[redacted]`, bytes print
 * their length, an error prints its name, message and place. Then, by pattern, credentials that
 * slipped into a text are cut out.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Secret) return "[redacted]";
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redact(item, depth + 1)]),
  );
}

function redactText(text: string): string {
  return text.slice(0, MAX_TEXT).replace(CREDENTIAL_TEXT, "[redacted]");
}

function redactError(error: Error, depth: number): unknown {
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    name: error.name,
    message: redactText(error.message),
    code,
    stack: error.stack === undefined ? undefined : redactText(error.stack),
    cause: error.cause === undefined ? undefined : redact(error.cause, depth + 1),
  };
}

function write(level: Level, message: string, fields: LogFields = {}): void {
  const context = currentContext();
  const line = {
    at: new Date().toISOString(),
    level,
    message: redactText(message),
    request_id: context?.requestId,
    door: context?.door,
    tenant_id: context?.tenantId,
    workspace_id: context?.workspaceId,
    ...(redact(fields) as object),
  };
  const text = JSON.stringify(line).replace(UNESCAPED, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  process.stderr.write(`${text}\n`);
}

/** The log: one JSON object a line on standard error, redacted, with the request it belongs to. */
export const log = {
  info: (message: string, fields?: LogFields) => write("info", message, fields),
  warn: (message: string, fields?: LogFields) => write("warn", message, fields),
  error: (message: string, fields?: LogFields) => write("error", message, fields),
};
