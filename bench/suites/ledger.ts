import { asAdmin } from "../../bin/database/admin";
import { makeTenant } from "../house/make-tenant";
import type { House } from "../house/raise-house";
import { verifyCalls } from "../house/verify-calls";
import type { Pace } from "../pace";
import type { Slot, SlotResult } from "../process/slot";
import type { Spawned } from "../process/spawn";
import { type Result, resultOf } from "../result";
import { type Contender, runRounds } from "../rounds";

const CALLERS = [1, 64, 256];

/** Tables of the same columns, keys, indexes and checks; no policy, and nothing that refers to others. */
const PLAIN_TABLES = `create schema if not exists bench;
  create table if not exists bench.decisions (like portcullis.decisions including all);
  create table if not exists bench.ledger_entries (like portcullis.ledger_entries including all)`;

/**
 * Appends through the product's committer, beside the disk's own syncs, the same rows each in a
 * transaction of its own, and the same rows in plain batches. Every entry is verified afterwards.
 */
export async function benchLedger(
  house: House,
  upstream: string,
  pace: Pace,
  only: (name: string) => boolean,
): Promise<Result[]> {
  const wanted = CALLERS.filter((count) => only(`ledger.append.c${count}`));
  if (wanted.length === 0) return [];
  await asAdmin(house.adminUrl, (client) => client.query(PLAIN_TABLES));
  const tenant = await makeTenant(house, { slug: "ledger", upstream, grants: 8 });
  const committer = await house.startDriver("committer", { tenant });
  const others = {
    fdatasync: await house.startDriver("fdatasync", { tenant }),
    one_row_tx: await house.startDriver("plain-rows", { args: ["one_row_tx"], tenant }),
    unnest_batch: await house.startDriver("plain-rows", { args: ["unnest_batch"], tenant }),
  };
  const results: Result[] = [];
  let counted = 0;
  for (const callers of wanted) {
    const slot: Slot = { callers, milliseconds: pace.slotMs, warmUp: pace.warmUpMs };
    const contender = (name: string, process: Spawned): Contender => ({
      name,
      run: () => process.ask<SlotResult>(slot),
      processes: { client: process.pid, database: house.databasePid },
    });
    const measured = await runRounds(
      [
        contender("append", committer),
        ...Object.entries(others).map(([name, process]) => contender(name, process)),
      ],
      pace.rounds,
    );
    counted += measured.get("append")?.total ?? 0;
    results.push(resultOf(`ledger.append.c${callers}`, "entries/s", "append", measured));
  }
  await verifyCalls(house, tenant.tenantId, counted, { settles: false });
  for (const process of [committer, ...Object.values(others)]) await process.stop();
  return results;
}
