import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { type TestMembers, testMembers } from "./testing/members";

let house: TestMembers;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testMembers();
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

describe("completing a sign-in", () => {
  it("never reuses a token", async () => {
    expect(await house.signedIn(tenant)).not.toBe(await house.signedIn(tenant));
  });

  it("refuses what the provider or the broker refused", async () => {
    expect(await house.signIn(tenant, null)).toEqual({ ok: false, reason: "answer-refused" });
    expect(await house.ledgerOf(tenant)).toEqual(["session.refused: answer-refused"]);
  });

  it("refuses a tenant that the broker does not vouch for, and makes no session anywhere", async () => {
    const other = await house.newTenant();
    const result = await house.signIn(tenant, { tenantId: other.tenantId });
    expect(result).toEqual({ ok: false, reason: "tenant-mismatch" });
    const rows = await house.database.admin(
      "select from portcullis.sessions where tenant_id = any ($1)",
      [[tenant.tenantId, other.tenantId]],
    );
    expect(rows).toEqual([]);
    expect(await house.ledgerOf(other)).toEqual([]);
  });

  it("refuses another connection than the one the sign-in began at", async () => {
    expect(await house.signIn(tenant, { connection: "d".repeat(40) })).toMatchObject({ ok: false });
  });

  it("refuses a subject that only another tenant knows", async () => {
    await house.newTenant("theirs");
    expect(await house.signIn(tenant, { subject: "theirs" })).toEqual({
      ok: false,
      reason: "unknown-identity",
    });
  });

  it("does not take a mail address for an identity", async () => {
    expect(await house.signIn(tenant, { subject: `owner@${tenant.slug}.test` })).toMatchObject({
      reason: "unknown-identity",
    });
  });

  it("refuses a removed member", async () => {
    await house.database.admin("update portcullis.members set status = 'removed' where id = $1", [
      tenant.memberId,
    ]);
    expect(await house.signIn(tenant)).toEqual({ ok: false, reason: "member-removed" });
  });
});
