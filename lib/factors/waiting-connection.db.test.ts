import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { changeConnectionState, removeConnection, type SessionCaller } from "@/lib/identity";
import { addConnection, CONNECTION } from "@/lib/identity/testing/members";
import { codeOf as codeOfProblem } from "@/lib/kernel/testing/code-of";
import { completeSecondStep } from "./complete-second-step";
import { type TestPeople, testPeople } from "./testing/people";

/** A sign-in that waits for its second step is let in by nothing but its connection, until it is whole. */
let test: TestPeople;
beforeAll(async () => {
  test = await testPeople();
});
afterAll(() => test.database.drop());

/** Somebody with a factor whose sign-in waits; a second connection, so that the first may be shut. */
async function somebodyWaits() {
  const { tenant, caller } = await test.person();
  const { code } = await test.withTotp(caller);
  const other = await addConnection(test.database, tenant.tenantId, { brokerId: "other" });
  const waiting = await test.waiting(tenant);
  const through = waiting.caller.step.connectionId ?? "";
  const finish = () =>
    codeOfProblem(
      completeSecondStep(test.rooms, waiting, {
        proof: { method: "totp", code: code() },
        trust: false,
      }),
    );
  return { tenant, caller, other, through, finish };
}

const put = (
  caller: SessionCaller,
  id: string,
  state: "active" | "enforced" | "off",
  version = 1,
) => changeConnectionState(test.rooms, caller, id, { version, state });
const remove = (caller: SessionCaller, id: string) =>
  removeConnection(
    {
      db: test.db,
      // What the broker keeps is not looked at here.
      signInDoor: (async () => ({
        jackson: { holding: async () => ({ forget: async () => undefined }) },
      })) as never,
    },
    caller,
    id,
  );
const openThrough = async (tenant: TestTenant, connection: string) => {
  const [row] = await test.database.admin<{ count: number }>(
    `select count(*)::int as count from portcullis.sessions
     where tenant_id = $1 and connection_id = $2 and revoked_at is null`,
    [tenant.tenantId, connection],
  );
  return row?.count;
};

describe("a sign-in that waits", () => {
  it("goes on while its connection is in use", async () => {
    const { finish } = await somebodyWaits();
    expect(await finish()).toBe("done");
  });

  it("ends with its connection when that is turned off, and is not revived with it", async () => {
    const { caller, through, finish } = await somebodyWaits();
    await put(caller, through, "off");
    expect(await finish()).toBe("unauthenticated");
    await test.database.admin("update portcullis.connections set state = 'active' where id = $1", [
      through,
    ]);
    expect(await finish()).toBe("unauthenticated");
  });

  it("ends with its connection when that is removed", async () => {
    const { tenant, caller, through, finish } = await somebodyWaits();
    await remove(caller, through);
    expect(await finish()).toBe("unauthenticated");
    const steps = await test.database.admin<{ ended: boolean }>(
      "select ended_at is not null as ended from portcullis.second_steps where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(steps).toEqual([{ ended: true }]);
  });

  it("does not become a session beside a connection that is the only way in by now", async () => {
    const { tenant, other, finish } = await somebodyWaits();
    await test.database.admin(
      "update portcullis.connections set state = 'enforced' where tenant_id = $1 and id = $2",
      [tenant.tenantId, other],
    );
    expect(await finish()).toBe("unauthenticated");
  });
});

describe("turned off at the very moment somebody comes in", () => {
  it("a connection leaves no session behind: not of a second step", async () => {
    for (let round = 0; round < 4; round++) {
      const { tenant, caller, through, finish } = await somebodyWaits();
      const [finished, off] = await Promise.all([
        finish(),
        codeOfProblem(put(caller, through, "off")),
      ]);
      expect(off).toBe("done");
      expect(["done", "unauthenticated"]).toContain(finished);
      expect(await openThrough(tenant, through)).toBe(0);
    }
  });

  it("nor of sign-ins that need none", async () => {
    const { tenant, caller } = await test.person();
    await addConnection(test.database, tenant.tenantId, { brokerId: "other" });
    const [row] = await test.database.admin<{ id: string }>(
      "select id from portcullis.connections where tenant_id = $1 and broker_id = $2",
      [tenant.tenantId, CONNECTION],
    );
    const through = row?.id ?? "";
    const many = Array.from({ length: 6 }, () => test.signIn(tenant));
    const [off, ...came] = await Promise.all([codeOfProblem(put(caller, through, "off")), ...many]);
    expect(off).toBe("done");
    expect(
      came
        .filter((one) => !one.ok)
        .every((one) => "reason" in one && one.reason === "connection-off"),
    ).toBe(true);
    expect(await openThrough(tenant, through)).toBe(0);
  });
});
