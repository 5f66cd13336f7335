import type { Tx } from "@/lib/db";
import { newId } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";

/** What a request did, in a word. */
export const EVENT_WORDS = [
  "user-created",
  "user-changed",
  "user-deactivated",
  "user-restored",
  "user-removed",
  "group-created",
  "group-changed",
  "group-removed",
  "refused",
] as const;
export type EventWord = (typeof EVENT_WORDS)[number];

/** A request as it came through the door. */
export type Came = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path below the door, such as `/Users/<id>`. */
  readonly path: string;
};

export type Happened = {
  readonly status: number;
  readonly what: EventWord;
  readonly subject?: string | null;
  readonly detail?: string | null;
};

/** Notes what came and what was answered, for the people who look why somebody has no access. */
export async function noteEvent(
  tx: Tx,
  caller: DirectoryCaller,
  { method, path }: Came,
  { status, what, subject, detail }: Happened,
): Promise<void> {
  await tx.directoryEvent.create({
    data: {
      tenantId: caller.tenantId,
      directoryId: caller.directoryId,
      id: newId(),
      method,
      path: path.slice(0, 400),
      subject: subject?.slice(0, 1024) ?? null,
      status,
      what,
      detail: detail?.slice(0, 1000) ?? null,
      requestId: caller.requestId,
    },
  });
}
