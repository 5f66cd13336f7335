import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSession } from "@/lib/db/testing";
import type { SessionCaller } from "@/lib/identity";
import { codeOf as codeOfProblem } from "@/lib/kernel/testing/code-of";
import { addPasskey, steppedUpBy } from "./add-factor";
import { completeSecondStep } from "./complete-second-step";
import { creationOptions, requestOptions } from "./passkey";
import { signedInProver, waitingProver } from "./prover";
import { resetFactors } from "./reset-factors";
import { stepUp } from "./step-up";
import { testAuthenticator } from "./testing/authenticator";
import { type TestPeople, testPeople } from "./testing/people";

type Authenticator = ReturnType<typeof testAuthenticator>;
type Said = Parameters<Authenticator["get"]>[1];

let test: TestPeople;
beforeAll(async () => {
  test = await testPeople();
});
afterAll(() => test.database.drop());

async function add(caller: SessionCaller, key: Authenticator, said: Said = {}) {
  const prover = signedInProver(caller);
  const { challenge, options } = await creationOptions(test.rooms, prover);
  const made = { name: "Key", challenge, answer: key.create(options, said) };
  return await addPasskey(test.rooms, prover, made, steppedUpBy(caller));
}

async function prove(caller: SessionCaller, key: Authenticator, said: Said = {}) {
  const { challenge, options } = await requestOptions(test.rooms, signedInProver(caller));
  const answer = key.get(options, said);
  return await stepUp(test.rooms, caller, { method: "passkey", challenge, answer });
}

describe("a passkey", () => {
  it("proves that it is they, at sign-in and within a session", async () => {
    const { tenant, caller } = await test.person();
    const key = testAuthenticator();
    await add(caller, key);
    expect(await codeOfProblem(prove(caller, key))).toBe("done");
    const waiting = await test.waiting(tenant);
    const { challenge, options } = await requestOptions(test.rooms, waitingProver(waiting));
    const proof = { method: "passkey", challenge, answer: key.get(options) } as const;
    const whole = await completeSecondStep(test.rooms, waiting, { proof, trust: false });
    expect(await test.callerOf(whole.token.reveal())).toMatchObject({ memberId: tenant.memberId });
  });

  it.each([
    ["another site's", { origin: "https://console.evil.test" }],
    ["another host's", { rpId: "evil.test" }],
    ["another challenge's", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["nobody's who was verified", { flags: 0x01 }],
    ["nobody's who was there", { flags: 0x04 }],
  ] as const)("is %s answer never", async (_name, said) => {
    const { caller } = await test.person();
    const key = testAuthenticator();
    expect(await codeOfProblem(add(caller, testAuthenticator(), said))).toBe("factor_refused");
    await add(caller, key);
    expect(await codeOfProblem(prove(caller, key, said))).toBe("factor_refused");
  });

  it("answers a challenge once, of its own purpose and person, and in parallel once", async () => {
    const { tenant, caller } = await test.person();
    const key = testAuthenticator();
    await add(caller, key);
    const prover = signedInProver(caller);
    const { challenge, options } = await requestOptions(test.rooms, prover);
    const proof = { method: "passkey", challenge, answer: key.get(options) } as const;
    const elsewhere = completeSecondStep(test.rooms, await test.waiting(tenant), {
      proof,
      trust: false,
    });
    expect(await codeOfProblem(elsewhere)).toBe("factor_refused");
    const told = await Promise.all(
      [1, 2, 3].map(() => codeOfProblem(stepUp(test.rooms, caller, proof))),
    );
    expect(told.sort()).toEqual(["done", "factor_refused", "factor_refused"]);
  });

  it("whose counter does not go up is a copy's", async () => {
    const { caller } = await test.person();
    const key = testAuthenticator();
    await add(caller, key, { counter: 5 });
    expect(await codeOfProblem(prove(caller, key, { counter: 5 }))).toBe("factor_refused");
    expect(await codeOfProblem(prove(caller, key, { counter: 6 }))).toBe("done");
  });

  it("of another member, or another's signature, is none", async () => {
    const [mine, theirs] = [await test.person(), await test.person()];
    const [key, other] = [testAuthenticator(), testAuthenticator()];
    await add(mine.caller, key);
    await add(theirs.caller, other);
    expect(await codeOfProblem(prove(mine.caller, other))).toBe("factor_refused");
    const forged: Authenticator = {
      ...other,
      get: (options, said) => ({ ...other.get(options, said), id: key.id, rawId: key.id }),
    };
    expect(await codeOfProblem(prove(mine.caller, forged))).toBe("factor_refused");
    expect(await codeOfProblem(add(mine.caller, key))).toBe("conflict");
  });
});

it("an admin's reset takes factors, codes, browsers and sessions, and is told", async () => {
  const { tenant, caller } = await test.person();
  await add(caller, testAuthenticator());
  const [{ id: other } = { id: "" }] = await test.database.admin<{ id: string }>(
    `insert into portcullis.members (tenant_id, id, email, name, role)
     values ($1, uuidv7(), 'second@x.test', 'Second', 'owner') returning id`,
    [tenant.tenantId],
  );
  const session = await makeSession(test.database, { tenantId: tenant.tenantId, memberId: other });
  const admin = { ...caller, actor: `member:${other}`, session } as never;
  expect(await codeOfProblem(resetFactors(test.rooms, caller, tenant.memberId))).toBe("forbidden");
  const reset = await resetFactors(test.rooms, admin, tenant.memberId);
  expect(reset).toMatchObject({ factorsRemoved: 1, sessionsEnded: 1 });
  expect(await test.signIn(tenant)).toMatchObject({ opens: "session" });
  expect(await test.ledgerOf(tenant)).toContain("factors.reset: unstated");
  const told = await test.database.admin<{ kind: string }>(
    "select kind from portcullis.notices where tenant_id = $1 order by kind",
    [tenant.tenantId],
  );
  expect(told.map(({ kind }) => kind)).toContain("factors.reset");
});
