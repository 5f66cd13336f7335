import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf as codeOfProblem } from "@/lib/kernel/testing/code-of";
import { addPasskey, steppedUpBy } from "./add-factor";
import { completeSecondStep } from "./complete-second-step";
import { makeRecoveryCodes } from "./make-recovery-codes";
import { isSaid } from "./note-refused";
import { creationOptions, requestOptions } from "./passkey";
import { signedInProver, waitingProver } from "./prover";
import { stepUp } from "./step-up";
import { testAuthenticator } from "./testing/authenticator";
import { type TestPeople, testPeople } from "./testing/people";

let test: TestPeople;
beforeAll(async () => {
  test = await testPeople();
});
afterAll(() => test.database.drop());

const WRONG = { method: "recovery-code", code: "0000-0000-0000-0000" } as const;
const LOCKED = [...Array(5).fill("factor_refused"), "factor_locked", "factor_locked"];
const at = (address: string | null) => ({ address });
/** A sign-in that waits, from another network than the test's own. */
async function waitingAt(tenant: Parameters<TestPeople["waiting"]>[0], address: string | null) {
  const waiting = await test.waiting(tenant);
  const step = { ...waiting.caller.step, ...at(address) };
  return { ...waiting, caller: { ...waiting.caller, step } };
}

describe("recovery codes", () => {
  it("are taken no more where wrong ones were given, and are elsewhere: nobody is locked out from afar", async () => {
    const { tenant, caller } = await test.person();
    await test.withTotp(caller);
    const { codes } = await makeRecoveryCodes(test.rooms, caller);
    const give = async (address: string, code = WRONG.code as string) =>
      codeOfProblem(
        completeSecondStep(test.rooms, await waitingAt(tenant, address), {
          proof: { method: "recovery-code", code },
          trust: false,
        }),
      );
    const told = [];
    for (let tries = 0; tries < 7; tries++) told.push(await give("198.51.100.7"));
    expect(told).toEqual(LOCKED);
    const [first, second] = codes.map((code) => code.reveal());
    // The right one is not taken there either, nor from a neighbour's address, and is not used up.
    expect(await give("198.51.100.9", first)).toBe("factor_locked");
    expect(await give("203.0.113.5", first)).toBe("done");
    const inside = stepUp(test.rooms, caller, { method: "recovery-code", code: second ?? "" });
    expect(await codeOfProblem(inside)).toBe("done");
  });
});

describe("passkeys", () => {
  it("are locked each by itself where wrong answers came from, and elsewhere are not", async () => {
    const { tenant, caller } = await test.person();
    const prover = signedInProver(caller);
    const [one, two] = [testAuthenticator(), testAuthenticator()];
    for (const key of [one, two]) {
      const { challenge, options } = await creationOptions(test.rooms, prover);
      const answer = key.create(options);
      await addPasskey(test.rooms, prover, { name: "Key", challenge, answer }, steppedUpBy(caller));
    }
    const give = async (address: string, key: typeof one, lie: object = {}) => {
      const waiting = await waitingAt(tenant, address);
      const asked = await requestOptions(test.rooms, waitingProver(waiting));
      const answer = key.get(asked.options, lie);
      const proof = { method: "passkey", challenge: asked.challenge, answer } as const;
      return await codeOfProblem(completeSecondStep(test.rooms, waiting, { proof, trust: false }));
    };
    const told = [];
    const lie = { origin: "https://evil.test" };
    for (let tries = 0; tries < 7; tries++) told.push(await give("198.51.100.7", one, lie));
    expect(told).toEqual(LOCKED);
    expect(await give("198.51.100.7", one)).toBe("factor_locked");
    expect(await give("198.51.100.7", two)).toBe("done");
    expect(await give("2001:db8:1::1", one)).toBe("done");
  });
});

it("however often a proof is refused, the ledger grows by a few entries that say how often, and the member is told once", async () => {
  const { tenant, caller } = await test.person();
  const second = await test.withTotp(caller);
  for (let tries = 0; tries < 40; tries++) await codeOfProblem(stepUp(test.rooms, caller, WRONG));
  const entries = (await test.ledgerOf(tenant)).filter((one) => one.startsWith("factor.refused"));
  expect(entries).toEqual([
    ...Array(4).fill("factor.refused: recovery-code"),
    "factor.refused: recovery-code:locked",
    "factor.refused: recovery-code-held tries:8",
    "factor.refused: recovery-code-held tries:16",
    "factor.refused: recovery-code-held tries:32",
  ]);
  // After one that was right the next is said again.
  const { code } = second;
  await stepUp(test.rooms, caller, { method: "totp", code: code() });
  await codeOfProblem(stepUp(test.rooms, caller, { method: "totp", code: "000000" }));
  expect((await test.ledgerOf(tenant)).at(-1)).toBe("factor.refused: totp-wrong");
  const notices = await test.database.admin(
    "select 1 from portcullis.notices where tenant_id = $1 and kind = 'factor.guessed'",
    [tenant.tenantId],
  );
  expect(notices).toHaveLength(1);
});

it("proofs of factors that a member does not have are counted and locked like wrong ones", async () => {
  const { tenant, caller } = await test.person();
  const give = () => codeOfProblem(stepUp(test.rooms, caller, { method: "totp", code: "000000" }));
  const told = [];
  for (let tries = 0; tries < 7; tries++) told.push(await give());
  expect(told).toEqual(LOCKED);
  expect(await test.ledgerOf(tenant)).toContain("factor.refused: totp-none");
});

it("whoever begins session after session in a trusted browser, or clients in one, gets no further guesses", async () => {
  const { tenant, caller } = await test.person();
  const { code } = await test.withTotp(caller);
  const proof = { method: "totp", code: code() } as const;
  const waiting = await test.waiting(tenant);
  const whole = await completeSecondStep(test.rooms, waiting, { proof, trust: true });
  const known = whole.deviceToken?.reveal();
  const told = [];
  for (let tries = 0; tries < 4; tries++) {
    const result = await test.signIn(tenant, {}, known);
    if (!result.ok || result.opens !== "session") throw new Error("no session");
    const browser = await test.callerOf(result.token.reveal());
    // Its clients say of themselves what it could say of itself.
    const client = { ...browser.session, kind: "client" as const, amr: ["sso", "mfa", "otp"] };
    for (const session of [browser.session, client]) {
      const guess = stepUp(test.rooms, { ...browser, session }, { method: "totp", code: "000000" });
      told.push(await codeOfProblem(guess));
    }
  }
  expect(told).toEqual([...LOCKED, "factor_locked"]);
  // Where a factor was proven they are heard all the same.
  const proven = await test.callerOf(whole.token.reveal());
  expect(await codeOfProblem(stepUp(test.rooms, proven, { method: "totp", code: code(1) }))).toBe(
    "done",
  );
});

it("says the first few and every doubling", () => {
  const said = Array.from({ length: 100 }, (_, n) => n + 1).filter(isSaid);
  expect(said).toEqual([1, 2, 3, 4, 5, 8, 16, 32, 64]);
});
