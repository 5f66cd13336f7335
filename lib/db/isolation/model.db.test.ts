import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { tokenFor } from "./support";

/*
 * Two tenants do anything to one table in any order, and the database must answer as two plain maps
 * would: one for each tenant, of which the other knows nothing.
 */
const SEQUENCES = 10_000;
const WHO = ["acme", "globex"] as const;
type Who = (typeof WHO)[number];
type Asker = Who | "nobody";

type Step = {
  readonly as: Asker;
  readonly what: "insert" | "keep" | "replace" | "update" | "remove" | "read" | "lock";
  /** Whose row is written, or asked for by name; null names no tenant at all. */
  readonly of: Who | null;
  /** Null is every key. */
  readonly key: string | null;
  readonly value: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  as: fc.constantFrom<Asker>("acme", "globex", "acme", "globex", "nobody"),
  what: fc.constantFrom("insert", "insert", "keep", "replace", "update", "remove", "read", "lock"),
  of: fc.constantFrom<Who | null>(null, "acme", "globex"),
  key: fc.constantFrom(null, "a", "b"),
  value: fc.integer({ min: 200, max: 599 }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 8 });

/** What the answer was: the SQLSTATE of a refusal, or the rows as `key=value`. */
type Answer = string | readonly string[];

/** The model: what each tenant has, and nothing between them. */
class Model {
  readonly #rows = { acme: new Map<string, number>(), globex: new Map<string, number>() };

  answer({ as, what, of, key, value }: Step): Answer {
    if (as === "nobody")
      return what === "insert" || what === "keep" || what === "replace" ? "42501" : [];
    const own = this.#rows[as];
    if (what === "insert" || what === "keep" || what === "replace") {
      if ((of ?? as) !== as) return "42501";
      const at = key ?? "a";
      if (own.has(at) && what === "insert") return "23505";
      if (own.has(at) && what === "keep") return [];
      own.set(at, value);
      return [`${at}=${value}`];
    }
    if (of !== null && of !== as) return [];
    const meant = [...own.keys()].filter((one) => key === null || one === key).sort();
    if (what === "update") for (const one of meant) own.set(one, value);
    const rows = meant.map((one) => `${one}=${own.get(one)}`);
    if (what === "remove") for (const one of meant) own.delete(one);
    return rows;
  }
}

const INTO =
  "insert into portcullis.idempotency_keys (tenant_id, actor, key, operation, request_hash, status)";
const TABLE = "portcullis.idempotency_keys";

class House {
  readonly #client: pg.PoolClient;
  readonly #tenants: Readonly<Record<Who, TestTenant>>;
  readonly #database: TestDatabase;
  #tokens: Readonly<Record<Asker, string>> = { acme: "", globex: "", nobody: "" };

  constructor(
    client: pg.PoolClient,
    database: TestDatabase,
    tenants: Readonly<Record<Who, TestTenant>>,
  ) {
    this.#client = client;
    this.#database = database;
    this.#tenants = tenants;
  }

  /** Tokens live a minute, so each sequence has its own. */
  async begin(): Promise<void> {
    const token = (who: Who) => tokenFor(this.#database, this.#tenants[who].tenantId);
    this.#tokens = { acme: token("acme"), globex: token("globex"), nobody: "" };
    await this.#client.query("begin");
  }

  async end(): Promise<void> {
    await this.#client.query("rollback");
  }

  async answer(step: Step): Promise<Answer> {
    const handOver = `select set_config('request.jwt', '${this.#tokens[step.as]}', true)`;
    try {
      const sql = `savepoint step; ${handOver}; ${this.#sql(step)}; release savepoint step`;
      const results = (await this.#client.query(sql)) as unknown as pg.QueryResult[];
      const rows = results[2]?.rows ?? [];
      if (step.what === "insert") return [`${step.key ?? "a"}=${step.value}`];
      return rows.map(({ key, status }) => `${key}=${status}`).sort();
    } catch (error) {
      await this.#client.query("rollback to savepoint step");
      return String((error as { code?: string }).code);
    }
  }

  #sql({ as, what, of, key, value }: Step): string {
    const tenant = of ?? (as === "nobody" ? "acme" : as);
    const values = `values ('${this.#tenants[tenant].tenantId}', 'x', '${key ?? "a"}', 'x', 'x', ${value})`;
    const named = [
      ...(of === null ? [] : [`tenant_id = '${this.#tenants[of].tenantId}'`]),
      ...(key === null ? [] : [`key = '${key}'`]),
    ];
    const where = named.length === 0 ? "" : `where ${named.join(" and ")}`;
    const told = "returning key, status";
    return {
      // Not RETURNING, which asks the policy once more, whether the row may be read.
      insert: `${INTO} ${values}`,
      keep: `${INTO} ${values} on conflict do nothing ${told}`,
      replace: `${INTO} ${values} on conflict (tenant_id, actor, key) do update set status = excluded.status ${told}`,
      update: `update ${TABLE} set status = ${value} ${where} ${told}`,
      remove: `delete from ${TABLE} ${where} returning old.key, old.status`,
      read: `select key, status from ${TABLE} ${where}`,
      lock: `select key, status from ${TABLE} ${where} for update`,
    }[what];
  }
}

/** The property: after each step, the database has answered what the model answers. */
function agrees(house: House) {
  return fc.asyncProperty(steps, async (sequence) => {
    const model = new Model();
    await house.begin();
    try {
      for (const one of sequence) expect(await house.answer(one)).toEqual(model.answer(one));
    } finally {
      await house.end();
    }
  });
}

async function houseOver(database: TestDatabase): Promise<House> {
  const tenants = { acme: await makeTenant(database), globex: await makeTenant(database) };
  const client = await database.open("portcullis_web", { connections: 1 }).pool.connect();
  opened.push(() => client.release(true));
  return new House(client, database, tenants);
}

const opened: (() => void)[] = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  for (const close of opened) close();
  await database.drop();
});

it(`${SEQUENCES} sequences of two tenants' steps are answered as by two maps`, async () => {
  await fc.assert(agrees(await houseOver(database)), { numRuns: SEQUENCES });
}, 180_000);

describe("a policy that is broken is found, and the sequence that shows it is cut down to its few steps:", () => {
  const MINE = "tenant_id = (select portcullis.tenant_id())";
  const isolation = `policy isolation on ${TABLE}`;
  it.each([
    ["it shows every row", `alter ${isolation} using (true)`],
    ["it takes every row", `alter ${isolation} with check (true)`],
    [
      "it is not forced on reading",
      `drop ${isolation}; create ${isolation} for insert with check (true); create policy more on ${TABLE} for select using (true)`,
    ],
    [
      "it lets nobody's rows be seen without a token",
      `alter ${isolation} using (${MINE} or (select portcullis.tenant_id()) is null)`,
    ],
    ["it is off", `alter table ${TABLE} disable row level security`],
  ])(
    "%s",
    async (_what, sql) => {
      const broken = await testDatabase();
      try {
        const house = await houseOver(broken);
        await broken.admin(sql);
        const { failed, counterexample } = await fc.check(agrees(house), { numRuns: 2_000 });
        expect(failed).toBe(true);
        expect(counterexample?.[0].length).toBeLessThanOrEqual(3);
      } finally {
        opened.pop()?.();
        await broken.drop();
      }
    },
    60_000,
  );
});
