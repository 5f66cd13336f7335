import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireStepUp } from "@/lib/access";
import { withTenant } from "@/lib/db";
import { resolveSessionCaller } from "@/lib/identity";
import { REQUEST } from "@/lib/identity/testing/members";
import { codeOf as codeOfProblem } from "@/lib/kernel/testing/code-of";
import { beginTotp } from "./begin-totp";
import { completeSecondStep } from "./complete-second-step";
import { enrolAtSignIn } from "./enrol-at-sign-in";
import { listOwnFactors } from "./list-factors";
import { makeRecoveryCodes } from "./make-recovery-codes";
import { signedInProver, waitingProver } from "./prover";
import { removeFactor } from "./remove-factor";
import { stepUp } from "./step-up";
import { codeOf, type TestPeople, testPeople } from "./testing/people";

let test: TestPeople;
beforeAll(async () => {
  test = await testPeople();
});
afterAll(() => test.database.drop());

const totp = (code: string) => ({ method: "totp", code }) as const;
const demand = (tenantId: string) =>
  test.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, '{"everyone": true}', 'test')`,
    [tenantId],
  );

describe("a code", () => {
  it("counts once, over all sign-ins that wait and in parallel", async () => {
    const { tenant, caller } = await test.person();
    const { code } = await test.withTotp(caller);
    const waiting = await Promise.all([1, 2, 3, 4].map(() => test.waiting(tenant)));
    const proof = totp(code());
    const told = await Promise.all([
      ...waiting.map((one) =>
        codeOfProblem(completeSecondStep(test.rooms, one, { proof, trust: false })),
      ),
      codeOfProblem(stepUp(test.rooms, caller, proof)),
    ]);
    expect(told.sort()).toEqual(["done", ...Array(4).fill("factor_refused")]);
    expect(await codeOfProblem(stepUp(test.rooms, caller, totp(code(-1))))).toBe("factor_refused");
    expect(await codeOfProblem(stepUp(test.rooms, caller, totp(code(1))))).toBe("done");
    const entries = await test.ledgerOf(tenant);
    expect(entries.filter((entry) => entry.startsWith("factor.refused: totp-"))).toHaveLength(5);
  });

  it("that is wrong locks its factor where it came from, and neither elsewhere nor another factor", async () => {
    const { tenant, caller } = await test.person();
    const { code } = await test.withTotp(caller);
    const known = await completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: totp(code()),
      trust: false,
    });
    const { codes } = await makeRecoveryCodes(test.rooms, caller);
    const guess = async (device?: string) =>
      codeOfProblem(
        completeSecondStep(test.rooms, await test.waiting(tenant, device), {
          proof: totp("000000"),
          trust: false,
        }),
      );
    const told = [];
    for (let tries = 0; tries < 7; tries++) told.push(await guess());
    expect(told).toEqual([...Array(5).fill("factor_refused"), "factor_locked", "factor_locked"]);
    // The right code is not taken there either, and is not used up by being refused.
    const locked = completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: totp(code(1)),
      trust: false,
    });
    expect(await codeOfProblem(locked)).toBe("factor_locked");
    const browser = known.deviceToken?.reveal() ?? "";
    expect(await guess(browser)).toBe("factor_refused");
    const spent = completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: { method: "recovery-code", code: codes[0]?.reveal() ?? "" },
      trust: false,
    });
    expect(await codeOfProblem(spent)).toBe("done");
    const right = completeSecondStep(test.rooms, await test.waiting(tenant, browser), {
      proof: totp(code(1)),
      trust: false,
    });
    expect(await codeOfProblem(right)).toBe("done");
  });

  it("of another tenant's or another member's generator is none", async () => {
    const mine = await test.person();
    await test.withTotp(mine.caller);
    const theirs = await test.person();
    const { code } = await test.withTotp(theirs.caller);
    expect(await codeOfProblem(stepUp(test.rooms, mine.caller, totp(code())))).toBe(
      "factor_refused",
    );
  });
});

describe("a sign-in that waits", () => {
  it("is no session, and becomes one under another token, once", async () => {
    const { tenant, caller } = await test.person();
    const { code } = await test.withTotp(caller);
    const result = await test.signIn(tenant);
    expect(result).toMatchObject({ ok: true, opens: "second-step" });
    const token = result.ok ? result.token.reveal() : "";
    expect(await resolveSessionCaller(test, token, REQUEST)).toBeNull();
    const waiting = await test.waiting(tenant);
    expect(waiting.caller.permissions.size).toBe(0);
    const whole = await completeSecondStep(test.rooms, waiting, {
      proof: totp(code()),
      trust: false,
    });
    expect(whole.token.reveal()).not.toBe(token);
    expect(await test.callerOf(whole.token.reveal())).toMatchObject({ memberId: tenant.memberId });
    const again = completeSecondStep(test.rooms, waiting, { proof: totp(code(1)), trust: false });
    expect(await codeOfProblem(again)).toBe("unauthenticated");
    // What was not done used nothing up.
    expect(await codeOfProblem(stepUp(test.rooms, caller, totp(code(1))))).toBe("done");
  });

  it("asks a trusted browser nothing, for as long as policy says today", async () => {
    const { tenant, caller } = await test.person();
    const { code } = await test.withTotp(caller);
    const { deviceToken } = await completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof: totp(code()),
      trust: true,
    });
    const browser = deviceToken?.reveal();
    expect(await test.signIn(tenant, {}, browser)).toMatchObject({ opens: "session" });
    expect(await test.signIn(tenant)).toMatchObject({ opens: "second-step" });
    await test.database.admin(
      `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
       values ($1, 'mfa', 1, '{"trustDays": 0}', 'test')`,
      [tenant.tenantId],
    );
    expect(await test.signIn(tenant, {}, browser)).toMatchObject({ opens: "second-step" });
  });

  it("makes a first factor where one is demanded, with recovery codes; where there is one, it makes none", async () => {
    const { tenant } = await test.person();
    await demand(tenant.tenantId);
    const [first, second] = [await test.waiting(tenant), await test.waiting(tenant)];
    const begun = await beginTotp(test.rooms, waitingProver(first), { name: "Phone" });
    const code = codeOf(begun.secret.reveal());
    const enrolled = await enrolAtSignIn(
      test.rooms,
      first,
      { kind: "totp", id: begun.id, code: code() },
      false,
    );
    expect(enrolled.codes).toHaveLength(10);
    const caller = await test.callerOf(enrolled.token.reveal());
    expect(await listOwnFactors(test.rooms, caller)).toMatchObject({
      required: true,
      recoveryCodes: 10,
      factors: [{ kind: "totp", name: "Phone" }],
    });
    const sneaked = beginTotp(test.rooms, waitingProver(second), { name: "Thief's" });
    expect(await codeOfProblem(sneaked)).toBe("forbidden");
    expect(await codeOfProblem(removeFactor(test.rooms, caller, begun.id))).toBe("factor_needed");
  });
});

describe("what is dangerous", () => {
  const ask = (caller: Parameters<typeof requireStepUp>[1]) =>
    codeOfProblem(withTenant(test.db, caller, (tx) => requireStepUp(tx, caller, "keys.create")));

  it("asks for a proof that is young, and of whoever has a factor for that factor", async () => {
    const { tenant, caller } = await test.person();
    expect(await ask(caller)).toBe("done");
    await test.age(tenant, "created_at", 901);
    expect(await ask(caller)).toBe("step_up_required");
    const fresh = await test.callerOf(await test.signedIn(tenant));
    const { code } = await test.withTotp(fresh);
    expect(await ask(fresh)).toBe("done");
    await test.age(tenant, "factor_at", 901);
    expect(await ask(fresh)).toBe("step_up_required");
    await stepUp(test.rooms, fresh, totp(code()));
    expect(await ask(fresh)).toBe("done");
    // The other session holds no proof by it.
    expect(await ask(caller)).toBe("step_up_required");
    expect(await ask({ ...fresh, session: undefined as never })).toBe("step_up_required");
  });

  it("among it are the factors themselves", async () => {
    const { tenant, caller } = await test.person();
    const { id } = await test.withTotp(caller);
    await test.age(tenant, "factor_at", 901);
    expect(await codeOfProblem(removeFactor(test.rooms, caller, id))).toBe("step_up_required");
    expect(await codeOfProblem(makeRecoveryCodes(test.rooms, caller))).toBe("step_up_required");
    const more = beginTotp(test.rooms, signedInProver(caller), { name: "More" });
    expect(await codeOfProblem(more)).toBe("step_up_required");
  });
});

it("a recovery code is good once, whatever it is written like, and only of the newest set", async () => {
  const { caller } = await test.person();
  await test.withTotp(caller);
  const old = await makeRecoveryCodes(test.rooms, caller);
  const { codes } = await makeRecoveryCodes(test.rooms, caller);
  const use = (code: string) =>
    codeOfProblem(stepUp(test.rooms, caller, { method: "recovery-code", code }));
  expect(await use(old.codes[0]?.reveal() ?? "")).toBe("factor_refused");
  const text = (codes[0]?.reveal() ?? "").toLowerCase().replaceAll("-", " ").replaceAll("0", "o");
  expect(await use(text)).toBe("done");
  expect(await use(text)).toBe("factor_refused");
  const stored = await test.database.admin("select * from portcullis.spare_codes");
  expect(JSON.stringify(stored)).not.toContain(codes[1]?.reveal() ?? "");
  expect((await listOwnFactors(test.rooms, caller)).recoveryCodes).toBe(9);
});
