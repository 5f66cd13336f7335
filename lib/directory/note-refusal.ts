import { type Database, type Tx, withTenant } from "@/lib/db";
import { log, now, type Problem } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import type { DirectoryCaller } from "./directory-caller";
import { type Came, noteEvent } from "./note-event";

const KIND = "directory.last-owner";
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Notes a request that was refused, in a transaction of its own, since the one it wanted was rolled
 * back; where it meant the last owner, those who keep members are told. What cannot be noted is
 * logged: the refusal stands either way.
 */
export async function noteRefusal(
  { db }: { readonly db: Database },
  caller: DirectoryCaller,
  came: Came,
  problem: Problem,
): Promise<void> {
  try {
    await withTenant(db, caller, async (tx) => {
      await noteEvent(tx, caller, came, {
        status: problem.status,
        what: "refused",
        detail: problem.detail,
      });
      if (problem.code !== "last_owner" || (await wasTold(tx))) return;
      const to = { permission: "members:write" } as const;
      const refs = { directory: caller.directoryId };
      await announce(tx, caller, { kind: KIND, to, refs });
    });
  } catch (error) {
    log.warn("a refused request of a directory could not be noted", { error });
  }
}

/** Providers say a thing again at every cycle; people are told once a day. */
async function wasTold(tx: Tx): Promise<boolean> {
  const since = new Date(now().getTime() - DAY_MS);
  const notice = await tx.notice.findFirst({ where: { kind: KIND, createdAt: { gt: since } } });
  return notice !== null;
}
