/*
 * The house under load, and one of its processes killed in the middle of it. After each fault the
 * same must hold: it is up again by itself, nothing that was acknowledged is lost, nothing happened
 * twice or without proof, quotas are exact, and the ledger is whole.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChildName, childrenOf, isAlive, postmasterOf } from "./parts/processes";
import { RECOVERY_MS, raiseScene, type Scene } from "./parts/scene";

let scene: Scene;
beforeAll(async () => {
  scene = await raiseScene();
}, 120_000);
afterAll(() => scene?.close(), 60_000);

type Annotate = (message: string) => unknown;

/** A moment that nobody chose, with the load well under way. */
const randomMoment = () => sleep(700 + Math.random() * 1_500);

const pids = () => childrenOf(scene.house.supervisor());

/** Puts the house under load, does the harm, and holds it to its promises. */
async function survives(annotate: Annotate, harm: () => Promise<void> | void): Promise<void> {
  const { load, memory, house } = scene;
  const before = memory.calls.length;
  load.start();
  await randomMoment();
  const since = Date.now();
  await harm();
  const milliseconds = await scene.recovered(since);
  await load.stop();
  await scene.quiet(since);
  expect(await scene.complaints()).toEqual([]);
  expect(await house.ledgerIsWhole()).toBe(true);
  const calls = memory.calls.slice(before);
  const count = (answer: string) => calls.filter((call) => call.answer === answer).length;
  expect(count("passed")).toBeGreaterThan(0);
  expect(count("late")).toBe(0);
  annotate(
    `back after ${milliseconds} ms; of ${calls.length} calls ${count("passed")} passed, ` +
      `${count("failed")} failed, ${count("refused")} refused, ${count("problem")} problems, ${count("lost")} lost`,
  );
}

async function countUnknown(): Promise<number> {
  const { rowCount } = await scene.house.admin.pool.query(
    "select from portcullis.decisions where outcome = 'unknown'",
  );
  return rowCount ?? 0;
}

/** Everything but the named processes runs on as it did: one that falls takes no other with it. */
function expectUnharmed(before: Map<ChildName, number>, ...felled: ChildName[]): void {
  const now = pids();
  for (const [name, pid] of before) {
    if (felled.includes(name)) expect(now.get(name)).not.toBe(pid);
    else expect([name, now.get(name)]).toEqual([name, pid]);
  }
}

describe("kill -9 under load", () => {
  for (const name of ["worker", "console", "upstream", "idp", "database"] as const) {
    it(`of the process ${name}`, async ({ annotate }) => {
      const before = pids();
      await survives(annotate, () => {
        process.kill(before.get(name) ?? 0, "SIGKILL");
      });
      expectUnharmed(before, name);
    });
  }

  it("of the gate: calls on their way end as unknown", async ({ annotate }) => {
    const before = pids();
    const unknown = await countUnknown();
    await survives(annotate, () => {
      process.kill(before.get("gate") ?? 0, "SIGKILL");
    });
    expectUnharmed(before, "gate");
    expect(await countUnknown()).toBeGreaterThan(unknown);
  });

  it("of PostgreSQL's first process", async ({ annotate }) => {
    const before = pids();
    await survives(annotate, () => {
      process.kill(postmasterOf(scene.house.place.home) ?? 0, "SIGKILL");
    });
    expectUnharmed(before, "database");
  });

  it("of a PostgreSQL process that serves the gate", async ({ annotate }) => {
    const before = pids();
    await survives(annotate, async () => {
      const { rows } = await scene.house.admin.pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'portcullis-gate'
         order by state = 'active' desc, random() limit 1`,
      );
      process.kill(rows[0]?.pid ?? 0, "SIGKILL");
    });
    expectUnharmed(before);
  });

  it("of the supervisor, started again", async ({ annotate }) => {
    const before = pids();
    await survives(annotate, async () => {
      process.kill(scene.house.supervisor(), "SIGKILL");
      await scene.house.standAgain();
    });
    expect([...before.values()].filter(isAlive)).toEqual([]);
  });

  it("of the supervisor, and of the next one while it starts", async ({ annotate }) => {
    const before = pids();
    await survives(annotate, async () => {
      process.kill(scene.house.supervisor(), "SIGKILL");
      const next = scene.house.standAgainAtOnce();
      await sleep(500 + Math.random() * 4_000);
      process.kill(next, "SIGKILL");
      await scene.house.standAgain();
    });
    expect([...before.values()].filter(isAlive)).toEqual([]);
  });
});
