/*
 * kill -9 of each process of the house in turn, at a random moment under load.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type ChildName, childrenOf, isAlive, postmasterOf, serverOf } from "./processes";
import type { Scene } from "./scene";
import { survives } from "./survives";

type Pids = Map<ChildName, number>;

async function countUnknown({ house }: Scene): Promise<number> {
  const { rowCount } = await house.admin.pool.query(
    "select from portcullis.decisions where outcome = 'unknown'",
  );
  return rowCount ?? 0;
}

/** Everything but the felled runs on as it did: one that falls takes no other with it. */
function expectUnharmed(before: Pids, now: Pids, ...felled: ChildName[]): void {
  for (const [name, pid] of before) {
    if (felled.includes(name)) expect(now.get(name)).not.toBe(pid);
    else expect([name, now.get(name)]).toEqual([name, pid]);
  }
}

function kill(pid: number | null | undefined): void {
  if (!pid) throw new Error("There is no such process to kill.");
  process.kill(pid, "SIGKILL");
}

/** Kills one of many: a server's process may have ended by itself when those it served were gone. */
function fell(pid: number | null | undefined): void {
  try {
    kill(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Adds the tests; the scene stands by the time they run. */
export function describeCrashes(scene: () => Scene): void {
  const pids = () => childrenOf(scene().house.supervisor());

  for (const name of ["worker", "console", "upstream", "idp", "database"] as const) {
    it(`of the process ${name}`, async ({ annotate }) => {
      const before = pids();
      await survives(scene(), annotate, () => kill(before.get(name)));
      expectUnharmed(before, pids(), name);
    });
  }

  it("of the gate: calls on their way end as unknown", async ({ annotate }) => {
    const before = pids();
    const unknown = await countUnknown(scene());
    await survives(scene(), annotate, () => kill(before.get("gate")));
    expectUnharmed(before, pids(), "gate");
    expect(await countUnknown(scene())).toBeGreaterThan(unknown);
  });

  it("of PostgreSQL's first process", async ({ annotate }) => {
    const before = pids();
    await survives(scene(), annotate, () => kill(postmasterOf(scene().house.place.home)));
    expectUnharmed(before, pids(), "database");
  });

  it("of a PostgreSQL process that serves the gate", async ({ annotate }) => {
    const before = pids();
    await survives(scene(), annotate, async () => {
      const { rows } = await scene().house.admin.pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'portcullis-gate'
         order by state = 'active' desc, random() limit 1`,
      );
      kill(rows[0]?.pid);
    });
    expectUnharmed(before, pids());
  });

  it("of the supervisor, started again", async ({ annotate }) => {
    const before = pids();
    await survives(scene(), annotate, async () => {
      kill(scene().house.supervisor());
      await scene().house.standAgain().ready;
    });
    expect([...before.values()].filter(isAlive)).toEqual([]);
  });

  it("of everything at once, as when the power fails", async ({ annotate }) => {
    const before = pids();
    await survives(scene(), annotate, async () => {
      const { supervisor, place } = scene().house;
      const postmaster = postmasterOf(place.home);
      const all = [supervisor(), ...before.values(), ...(postmaster ? serverOf(postmaster) : [])];
      for (const pid of all) fell(pid);
      await scene().house.standAgain().ready;
    });
    expect([...before.values()].filter(isAlive)).toEqual([]);
  });

  it("of the supervisor, and of the next one while it starts", async ({ annotate }) => {
    const before = pids();
    await survives(scene(), annotate, async () => {
      kill(scene().house.supervisor());
      const next = scene().house.standAgain();
      await sleep(500 + Math.random() * 4_000);
      kill(next.pid);
      await scene().house.standAgain().ready;
    });
    expect([...before.values()].filter(isAlive)).toEqual([]);
  });
}
