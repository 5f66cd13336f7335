import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveSessionCaller } from "@/lib/identity";
import { REQUEST } from "@/lib/identity/testing/members";
import { codeOf as codeOfProblem } from "@/lib/kernel/testing/code-of";
import { completeSecondStep } from "./complete-second-step";
import { stepUp } from "./step-up";
import { type TestPeople, testPeople } from "./testing/people";

let test: TestPeople;
beforeAll(async () => {
  test = await testPeople();
});
afterAll(() => test.database.drop());

const says = (tenantId: string, document: object) =>
  test.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, $2, 'test')
     on conflict (tenant_id, section) do update set document = excluded.document`,
    [tenantId, JSON.stringify(document)],
  );
const enter = (token: string) => codeOfProblem(resolveSessionCaller(test, token, REQUEST));
const totp = (code: string) => ({ method: "totp", code }) as const;

describe("a session that stands when policy begins to ask for a factor", () => {
  it("is held back from its next request on, and opens again where policy asks no more", async () => {
    const tenant = await test.newTenant();
    const token = await test.signedIn(tenant);
    expect(await enter(token)).toBe("done");
    await says(tenant.tenantId, { everyone: true });
    expect(await enter(token)).toBe("unauthenticated");
    const held = { ...REQUEST, evenWithoutFactor: true } as const;
    const caller = await resolveSessionCaller(test, token, held);
    expect(caller?.session.lacksFactor).toBe(true);
    await says(tenant.tenantId, { roles: ["nobody's"] });
    expect(await enter(token)).toBe("done");
  });

  it("goes on where a factor was proven in it, at sign-in or since", async () => {
    const { tenant, caller } = await test.person();
    const old = await test.signedIn(tenant);
    const { code } = await test.withTotp(caller);
    const whole = await completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: totp(code()),
      trust: false,
    });
    await says(tenant.tenantId, { everyone: true });
    expect(await enter(whole.token.reveal())).toBe("done");
    // The one from before the factor was added is asked for it, though its member has one.
    expect(await enter(old)).toBe("unauthenticated");
    const held = { ...REQUEST, evenWithoutFactor: true } as const;
    const waits = await resolveSessionCaller(test, old, held);
    if (waits === null) throw new Error("no session");
    await stepUp(test.rooms, waits, totp(code(1)));
    expect(await enter(old)).toBe("done");
    expect((await test.callerOf(old)).session.amr).toEqual(["sso", "mfa", "otp"]);
  });

  it("goes on where a trusted browser let it in, until browsers are trusted no more", async () => {
    const { tenant, caller } = await test.person();
    const { code } = await test.withTotp(caller);
    const { deviceToken } = await completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: totp(code()),
      trust: true,
    });
    const again = await test.signIn(tenant, {}, deviceToken?.reveal());
    const token = again.ok ? again.token.reveal() : "";
    await says(tenant.tenantId, { everyone: true });
    expect(await enter(token)).toBe("done");
    await says(tenant.tenantId, { everyone: true, trustDays: 0 });
    expect(await enter(token)).toBe("unauthenticated");
  });

  it("is held back as soon as its member is given a role that must have one", async () => {
    const tenant = await test.newTenant();
    const token = await test.signedIn(tenant);
    await says(tenant.tenantId, { roles: ["security_reviewer"] });
    expect(await enter(token)).toBe("done");
    await test.database.admin("update portcullis.members set role = $2 where id = $1", [
      ...[tenant.memberId, "security_reviewer"],
    ]);
    expect(await enter(token)).toBe("unauthenticated");
  });

  it("is not kept alive by being shown while it waits", async () => {
    const tenant = await test.newTenant();
    const token = await test.signedIn(tenant);
    await says(tenant.tenantId, { everyone: true });
    await test.age(tenant, "seen_at", 3600);
    const seen = () =>
      test.database.admin("select seen_at from portcullis.sessions where tenant_id = $1", [
        tenant.tenantId,
      ]);
    const before = await seen();
    await resolveSessionCaller(test, token, { ...REQUEST, evenWithoutFactor: true });
    expect(await seen()).toEqual(before);
  });

  it("is no way in at all where what policy says cannot be read", async () => {
    const tenant = await test.newTenant();
    const token = await test.signedIn(tenant);
    await says(tenant.tenantId, { everyone: "perhaps" });
    expect(await enter(token)).toBe("unavailable");
  });
});
