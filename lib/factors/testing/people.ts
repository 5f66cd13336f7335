import { randomBytes } from "node:crypto";
import { generateSync } from "otplib";
import type { TestTenant } from "@/lib/db/testing";
import { resolveSecondStep, type SessionCaller, type WaitingSignIn } from "@/lib/identity";
import { type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { loadConfig } from "@/lib/kernel";
import { createVault, localKms } from "@/lib/vault";
import { confirmTotp, steppedUpBy } from "../add-factor";
import { beginTotp } from "../begin-totp";
import { type Rooms, signedInProver } from "../prover";

/** Members whose factors can be made and proven. */
export type TestPeople = TestMembers & {
  readonly rooms: Rooms;
  /** A new tenant with its owner, signed in. */
  person(): Promise<{ tenant: TestTenant; caller: SessionCaller }>;
  /** Gives them a code generator, and what tells its code so many steps from now. */
  withTotp(caller: SessionCaller): Promise<{ id: string; code: (steps?: number) => string }>;
  /** Begins a sign-in that waits. */
  waiting(tenant: TestTenant, deviceToken?: string): Promise<WaitingSignIn>;
};

/** Members with sessions, and what they prove themselves by, in a new database. */
export async function testPeople(): Promise<TestPeople> {
  const members = await testMembers();
  const { origins } = loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" });
  const vault = createVault(members.db, localKms(randomBytes(32), 1));
  const rooms: Rooms = { db: members.db, vault, config: { origins } };
  return {
    ...members,
    rooms,
    person: async () => {
      const tenant = await members.newTenant();
      return { tenant, caller: await members.callerOf(await members.signedIn(tenant)) };
    },
    withTotp: async (caller) => {
      const prover = signedInProver(caller);
      const { id, secret } = await beginTotp(rooms, prover, { name: "Phone" });
      const code = codeOf(secret.reveal());
      // The step before this one, so that the present one is still to be used.
      await notAtStepsEnd();
      await confirmTotp(rooms, prover, { id, code: code(-1) }, steppedUpBy(caller));
      return { id, code };
    },
    waiting: async (tenant, deviceToken) => {
      const result = await members.signIn(tenant);
      if (!result.ok || result.opens !== "second-step") throw new Error("nothing waits");
      const waiting = await resolveSecondStep(rooms, {
        slug: tenant.slug,
        token: result.token.reveal(),
        deviceToken,
        requestId: "test-request",
      });
      if (waiting === null) throw new Error("nothing waits behind the token");
      return waiting;
    },
  };
}

/** A code of the step before is good until this one ends: near its end there may be no time to give it. */
async function notAtStepsEnd(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 5000) await new Promise((resolve) => setTimeout(resolve, left));
}

/** What a code generator shows so many steps from now. */
export function codeOf(secret: string): (steps?: number) => string {
  return (steps = 0) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
}
