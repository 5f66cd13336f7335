import { randomUUID } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * A new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then randomness, so that ids sort by age.
 * The random part is that of a UUIDv4, whose layout is the same and whose entropy Node draws in
 * bulk: ids are made several times a call.
 */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The lowest UUIDv7 of a moment: ids made then or later are not below it. */
export function lowestIdAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7000-8000-000000000000`;
}

/** Whether a text is an id in the one spelling the house writes: lower-case UUID. */
export function isId(text: unknown): text is string {
  return typeof text === "string" && UUID.test(text);
}

/** The caller's request id if it is well formed (`[A-Za-z0-9._-]{8,64}`), else a new one. */
export function requestIdFrom(header: string | string[] | null | undefined): string {
  return typeof header === "string" && REQUEST_ID.test(header) ? header : randomUUID();
}
