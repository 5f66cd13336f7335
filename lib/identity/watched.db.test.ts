import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, systemCaller } from "@/lib/access";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { announceEnding, dueAhead } from "./connections/announce-ending";
import { recheckDomains } from "./domains/recheck-domains";
import { addConnection } from "./testing/members";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let worker: Caller;
beforeAll(async () => {
  database = await testDatabase();
  // As the worker runs: with its rights and no more.
  db = database.open("portcullis_worker");
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenant = await makeTenant(database);
  worker = systemCaller("worker", { tenantId: tenant.tenantId, workspaceIds: [] }, "worker");
});

const told = async (kind: string) => {
  const [row] = await database.admin<{ count: number }>(
    "select count(*)::int as count from portcullis.notices where tenant_id = $1 and kind = $2",
    [tenant.tenantId, kind],
  );
  return row?.count;
};

describe("a certificate that ends", () => {
  it.each([
    [31, null],
    [30, 30],
    [8, 30],
    [7, 7],
    [1.5, 7],
    [1, 1],
    [-3, 1],
  ])("in %d days is spoken of as %j", (days, due) => {
    const at = new Date("2026-06-01T00:00:00Z");
    expect(dueAhead(new Date(at.getTime() + days * 86_400_000), at)).toBe(due);
  });

  it("is announced once for each of 30, 7 and 1 days, to who looks after the sign-in", async () => {
    const connection = await addConnection(database, tenant.tenantId);
    await database.admin(
      `insert into portcullis.connection_certificates
         (tenant_id, connection_id, fingerprint, subject, not_before, not_after)
       values ($1, $2, $3, 'CN=provider', now(), now() + interval '20 days'),
              ($1, $2, $4, 'CN=next', now(), now() + interval '200 days')`,
      [tenant.tenantId, connection, "a".repeat(64), "b".repeat(64)],
    );
    const rounds: number[] = [];
    for (const days of [20, 20, 6, 6, 0.5, 0.5]) {
      await database.admin(
        "update portcullis.connection_certificates set not_after = now() + make_interval(secs => $2) where fingerprint = $1",
        ["a".repeat(64), days * 86_400],
      );
      rounds.push(await announceEnding({ db }, worker));
    }
    expect(rounds).toEqual([1, 0, 1, 0, 1, 0]);
    expect(await told("certificate.ending")).toBe(3);
  });
});

describe("a verified domain", () => {
  const domain = async (part: string) => {
    const id = newId();
    await database.admin(
      `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by, checked_at)
       values ($1, $2, 'own.test', 'verified', 'twenty-characters-long', $3, now() - interval '2 days')`,
      [tenant.tenantId, id, part],
    );
    return id;
  };
  const state = async () => {
    const [row] = await database.admin<{ state: string; failing: boolean }>(
      "select state, failing_since is not null as failing from portcullis.domains where tenant_id = $1",
      [tenant.tenantId],
    );
    return [row?.state, row?.failing];
  };
  const round = async (answer: readonly string[] | "down", days: number) => {
    await database.admin(
      `update portcullis.domains set checked_at = checked_at - make_interval(days => $2),
         failing_since = failing_since - make_interval(days => $2) where tenant_id = $1`,
      [tenant.tenantId, days],
    );
    const resolveTxt = async () => {
      if (answer === "down") throw new Error("no answer");
      return answer;
    };
    await recheckDomains({ db, config: { dnsServers: [] }, resolveTxt }, worker);
    return await state();
  };

  it("lapses when its record was missing for seven days, which is recorded and told", async () => {
    await domain("member:somebody");
    expect(await round(["portcullis-domain=twenty-characters-long"], 2)).toEqual([
      "verified",
      false,
    ]);
    expect(await round("down", 30)).toEqual(["verified", false]);
    expect(await round([], 2)).toEqual(["verified", true]);
    expect(await round([], 6)).toEqual(["verified", true]);
    expect(await round("down", 2)).toEqual(["verified", true]);
    expect(await round([], 2)).toEqual(["lapsed", true]);
    expect(await told("domain.lapsed")).toBe(1);
    const [entry] = await database.admin<{ type: string }>(
      "select type from portcullis.ledger_entries where tenant_id = $1 order by seq desc limit 1",
      [tenant.tenantId],
    );
    expect(entry?.type).toBe("domain.lapsed");
  });

  it("of the evaluation is not asked for", async () => {
    await domain("system:seed");
    expect(await round([], 30)).toEqual(["verified", false]);
  });
});
