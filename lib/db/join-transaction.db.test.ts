import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { joinTransaction } from "./join-transaction";
import type { Database } from "./open";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "./testing";
import { type Tx, withTenant } from "./with-tenant";

let database: TestDatabase;
let db: Database;
let mine: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  database = await testDatabase();
  db = database.open("portcullis_web", { connections: 1 });
  mine = await makeTenant(database);
  theirs = await makeTenant(database);
});
afterAll(() => database.drop());

const add = (tx: Tx, { tenantId }: TestTenant, email: string) =>
  tx.member.create({ data: { tenantId, id: newId(), email, name: "N", role: "viewer" } });
const there = async (email: string) =>
  (await database.admin("select from portcullis.members where email = $1", [email])).length;

describe("work that joins a transaction", () => {
  it("commits with it, over its one connection", async () => {
    await withTenant(db, mine.identity, async (tx) => {
      await add(tx, mine, "outer@a.test");
      await withTenant(joinTransaction(db, tx), mine.identity, (inner) =>
        add(inner, mine, "inner@a.test"),
      );
      expect(await there("inner@a.test")).toBe(0);
    });
    expect([await there("outer@a.test"), await there("inner@a.test")]).toEqual([1, 1]);
  });

  it("is undone with it, though the work itself had returned", async () => {
    const failed = withTenant(db, mine.identity, async (tx) => {
      await withTenant(joinTransaction(db, tx), mine.identity, (inner) =>
        add(inner, mine, "undone@a.test"),
      );
      throw new Error("stop");
    });
    await expect(failed).rejects.toThrow("stop");
    expect(await there("undone@a.test")).toBe(0);
  });

  it("undoes it by failing", async () => {
    const failed = withTenant(db, mine.identity, async (tx) => {
      await add(tx, mine, "first@a.test");
      await withTenant(joinTransaction(db, tx), mine.identity, (inner) =>
        add(inner, theirs, "foreign@a.test"),
      );
    });
    await expect(failed).rejects.toMatchObject({ code: "database_token_rejected" });
    expect([await there("first@a.test"), await there("foreign@a.test")]).toEqual([0, 0]);
  });

  it("hands its own token over and has it verified: another tenant's work sees that tenant only", async () => {
    await withTenant(db, mine.identity, async (tx) => {
      const seen = await withTenant(joinTransaction(db, tx), theirs.identity, (inner) =>
        inner.member.findMany(),
      );
      expect(seen.map(({ id }) => id)).toEqual([theirs.memberId]);
    });
  });

  it("without a token that verifies does not begin", async () => {
    await withTenant(db, mine.identity, async (tx) => {
      const joined = {
        ...joinTransaction(db, tx),
        keys: [{ kid: "unknown", key: Buffer.alloc(32) }],
      };
      let began = false;
      const work = withTenant(joined, mine.identity, async () => {
        began = true;
      });
      await expect(work).rejects.toMatchObject({ code: "database_token_rejected" });
      expect(began).toBe(false);
    });
  });
});
