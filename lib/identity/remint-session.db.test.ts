import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { remintSession } from "./remint-session";
import { resolveSessionCaller } from "./resolve-session-caller";
import { REQUEST, type TestMembers, testMembers } from "./testing/members";

let house: TestMembers;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testMembers();
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

describe("re-minting", () => {
  it("leaves a young token as it is", async () => {
    const token = await house.signedIn(tenant);
    expect(await remintSession({ db: house.db }, await house.callerOf(token), token)).toBeNull();
  });

  it("gives one of several parallel requests the new token, and throws none of them out", async () => {
    const token = await house.signedIn(tenant);
    await house.age(tenant, "minted_at", 901);
    const callers = await Promise.all(Array.from({ length: 6 }, () => house.callerOf(token)));
    const minted = await Promise.all(
      callers.map((caller) => remintSession({ db: house.db }, caller, token)),
    );
    const children = minted.filter((one) => one !== null);
    expect(children).toHaveLength(1);
    expect((await house.callerOf(token)).session.remintDue).toBe(false);
    expect((await house.callerOf(children[0]?.reveal() ?? "")).session.remintDue).toBe(false);
  });

  it("lets the old token go after thirty seconds", async () => {
    const token = await house.signedIn(tenant);
    await house.age(tenant, "minted_at", 901);
    const next = await remintSession({ db: house.db }, await house.callerOf(token), token);
    await house.age(tenant, "previous_until", 29);
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).not.toBeNull();
    await house.age(tenant, "previous_until", 2);
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).toBeNull();
    expect(await resolveSessionCaller({ db: house.db }, next?.reveal(), REQUEST)).not.toBeNull();
  });
});
