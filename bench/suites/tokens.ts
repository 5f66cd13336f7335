import { addMember, systemCaller } from "@/lib/access";
import { openDatabase, withTenant } from "@/lib/db";
import { resolveClientSessionCaller, startClientSession } from "@/lib/identity";
import { databaseUrl } from "@/lib/kernel";
import { createSigningKeys, fillSigningKeys, issueAccessToken } from "@/lib/tokens";
import { localKms } from "@/lib/vault";
import { makeTenant } from "../house/make-tenant";
import type { House } from "../house/raise-house";
import type { Pace } from "../pace";
import type { TenantFacts } from "../process/house-facts";
import type { Slot, SlotResult } from "../process/slot";
import type { Spawned } from "../process/spawn";
import { type Result, resultOf } from "../result";
import { type Contender, runRounds } from "../rounds";

/** What it costs to verify an access token at the API's door, and how fast a session is over. */
export async function benchTokens(
  house: House,
  upstream: string,
  pace: Pace,
  only: (name: string) => boolean,
): Promise<Result[]> {
  if (!only("token.verify") && !only("session.revoke")) return [];
  const tenant = await makeTenant(house, { slug: "tokens", upstream, grants: 1 });
  const { tenantId, workspaceId } = tenant;
  const system = systemCaller("bench", { tenantId, workspaceIds: [workspaceId] });
  const { id: memberId } = await addMember(house.web, system, {
    ...{ email: "bench@example.test", name: "Bench", role: "owner" },
    identity: { connection: "bench", subject: "bench" },
  });
  const slot: Slot = { callers: 1, milliseconds: pace.slotMs, warmUp: pace.warmUpMs };
  const contender = (name: string, process: Spawned): Contender => ({
    name,
    run: () => process.ask<SlotResult>(slot),
    processes: { client: process.pid, database: house.databasePid },
  });
  const role = "portcullis_web";
  const results: Result[] = [];
  if (only("token.verify")) {
    const env = {
      BENCH_TOKEN: await accessToken(house, tenant, memberId),
      BENCH_ISSUER: house.config.origins.console,
    };
    const door = await house.startDriver("token", { args: ["door"], role, tenant, env });
    const jose = await house.startDriver("token", { args: ["jose"], role, tenant, env });
    const pair = [contender("door", door), contender("jose", jose)];
    const measured = await runRounds(pair, pace.rounds);
    results.push(resultOf("token.verify", "verifications/s", "door", measured));
    await door.stop();
    await jose.stop();
  }
  if (only("session.revoke")) {
    const env = { BENCH_MEMBER: memberId };
    const revoke = await house.startDriver("revoke", { role, tenant, env });
    const measured = await runRounds([contender("revoke", revoke)], pace.rounds);
    results.push(resultOf("session.revoke", "ended and refused/s", "revoke", measured));
    await revoke.stop();
  }
  return results;
}

/** A token of a client of that member, under keys of this house. */
async function accessToken(
  { config, secrets, web: db }: House,
  { tenantId }: TenantFacts,
  memberId: string,
): Promise<string> {
  const sealer = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  const worker = openDatabase({
    url: databaseUrl(config, secrets, "portcullis_worker"),
    keys: db.keys,
    applicationName: "portcullis-bench",
    connections: 1,
  });
  try {
    await fillSigningKeys({ db: worker, sealer });
  } finally {
    await worker.close();
  }
  const system = systemCaller("bench", { tenantId, workspaceIds: [] });
  const sessionId = await withTenant(db, system, (tx) =>
    startClientSession(tx, {
      ...{ tenantId, memberId, client: "bench", userAgent: null, address: null },
    }),
  );
  const request = { requestId: system.requestId, source: "api" } as const;
  const caller = await resolveClientSessionCaller({ db }, { tenantId, sessionId }, request);
  if (caller === null) throw new Error("no session");
  const signing = createSigningKeys({ db, sealer, issuer: config.origins.console });
  return (await issueAccessToken(signing, caller)).token;
}
