/*
 * An access token verified as every door of the API does it: the signature, and the row that says
 * whether its session still stands. Beside it, the signature alone as jose verifies it, which knows
 * nothing of a session that has ended.
 */
import { createLocalJWKSet, jwtVerify } from "jose";
import { newId } from "@/lib/kernel";
import { API_AUDIENCE, createSigningKeys, resolveTokenCaller } from "@/lib/tokens";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const CONNECTIONS = 4;
const { BENCH_TOKEN: token = "", BENCH_ISSUER: issuer = "" } = process.env;
const db = openHouse(readFacts(), CONNECTIONS);
/** What verifies opens no private key. */
const refuse = () => {
  throw new Error("a verifier seals nothing");
};
const signing = createSigningKeys({
  db,
  issuer,
  sealer: { version: 1, wrap: refuse, unwrap: refuse },
});

async function atTheDoor(): Promise<void> {
  const request = { requestId: newId(), source: "api" } as const;
  const caller = await resolveTokenCaller({ db, signing }, token, request);
  if (caller === null) throw new Error("a token was judged wrongly");
}

async function byJose(keys: ReturnType<typeof createLocalJWKSet>): Promise<void> {
  const expected = { issuer, audience: API_AUDIENCE, typ: "at+jwt", algorithms: ["EdDSA"] };
  await jwtVerify(token, keys, expected);
}

answerQuestions(async (slot: Slot) => {
  const keys = createLocalJWKSet({ keys: [...(await signing.publish())] });
  const work = process.argv[2] === "jose" ? () => byJose(keys) : atTheDoor;
  return await runSlot({ ...slot, callers: CONNECTIONS }, promised(work));
});
sayReady();
