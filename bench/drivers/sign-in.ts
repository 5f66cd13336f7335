/*
 * Whole sign-ins, from the organisation's address to a session: every step that the console's routes
 * take, and the provider's answer over HTTP, without the web server around them.
 */

import { resolveTenant } from "@/lib/db";
import {
  authorize,
  beginFlow,
  beginOidc,
  beginSaml,
  completeSignIn,
  exchangeOidc,
  finishFlow,
  oidcConnection,
  openJackson,
  readAsked,
  signInStateKey,
  signState,
  takeOidcAnswer,
  takeSamlAnswer,
  verifyState,
  vouchedBySaml,
} from "@/lib/identity";
import { loadConfig, loadSecrets, newId } from "@/lib/kernel";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const { BENCH_CONNECTION: connection = "", BENCH_SLUG: slug = "" } = process.env;
const config = loadConfig(process.env);
const secrets = loadSecrets(config);
const db = openHouse(readFacts());
const jackson = await openJackson(config, secrets);
const door = { jackson, secret: secrets.nextAuthSecret };
const key = signInStateKey(secrets.nextAuthSecret);

async function signIn(): Promise<void> {
  const tenant = await resolveTenant(db, slug);
  if (tenant === null) throw new Error("no tenant");
  const flow = await beginFlow(door, connection);
  const { tenant_id: tenantId } = tenant;
  const signed = signState(key, { tenantId, slug, connection, next: "/" });

  const state = verifyState(key, signed);
  if (state === null) throw new Error("no state");
  const callback = await throughProvider(state, new URL(flow.location).searchParams);

  const query = new URL(callback).searchParams;
  const code = query.get("code") ?? "";
  const broker = await finishFlow(
    door,
    connection,
    query,
    cookiesOf(flow.cookies),
    (own, verifier) => exchangeOidc({ db }, tenantId, own, verifier),
  );
  const profile =
    broker?.protocol === "saml" ? await vouchedBySaml({ db }, tenantId, broker, code) : broker;
  const about = { userAgent: "bench", address: null, requestId: newId() };
  const result = await completeSignIn({ db }, { state, profile, ...about });
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
}

type State = NonNullable<ReturnType<typeof verifyState>>;

/** To the provider and back, up to the callback's address. */
async function throughProvider(state: State, asked: URLSearchParams): Promise<string> {
  const used = await oidcConnection(jackson, state.tenantId, connection);
  if (used !== null) {
    const { state: own, code_challenge: challenge } = readAsked(jackson.origin, connection, asked);
    const rooms = { db, jackson, origin: jackson.origin, reach: config.mode };
    const address = await beginOidc(rooms, state.tenantId, used, { state: own, challenge });
    const answer = await fetch(address, { redirect: "manual" });
    const back = new URL(answer.headers.get("location") ?? "");
    return await takeOidcAnswer(rooms, state, back.searchParams);
  }
  const made = await authorize(jackson, connection, asked);
  const address = await beginSaml({ db, jackson }, state, made);
  const posted = (await (await fetch(address)).json()) as Record<string, string>;
  const { SAMLResponse: response = "", RelayState: relayState = "" } = posted;
  const { tenantId } = state;
  const answer = { tenantId, slug, response, relayState, requestId: newId() };
  const outcome = await takeSamlAnswer({ db, jackson }, answer, async () => false);
  if (outcome.kind !== "accepted") throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.location;
}

function cookiesOf(headers: readonly string[]): Map<string, string> {
  return new Map(
    headers.map((header) => {
      const [pair = ""] = header.split(";");
      return [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const;
    }),
  );
}

answerQuestions((slot: Slot) => runSlot(slot, promised(signIn)));
sayReady();
