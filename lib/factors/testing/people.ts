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
      await confirmTotp(rooms, prover, { id, code: code() }, steppedUpBy(caller));
      // The code of the present step is still to be used: that of the one before could end on its way.
      await members.database.admin(
        "update portcullis.factors set last_step = last_step - 1 where id = $1",
        [id],
      );
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

/** What a code generator shows so many steps from the one at which it was asked for. */
export function codeOf(secret: string): (steps?: number) => string {
  const begun = Math.floor(Date.now() / 1000);
  return (steps = 0) => generateSync({ secret, epoch: begun + steps * 30 });
}
