import { type Ask, createClient, type GivesOf } from "@/lib/client";
import { loadConfig } from "@/lib/kernel";
import { freshSignIn, ownFetch } from "../sign-in/ask-tokens";
import { openStore } from "../sign-in/store";
import { readEvaluation, tenantOf } from "./evaluation";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

type Detail = GivesOf<"GET /api/v1/decisions/{id}">;

export const verb: Verb = {
  name: "why",
  summary: "Say what became of a call, by which rule, and what would have had to be different",
  usage: `portcullis why REQUEST_ID [--tenant SLUG] [--json]
  Asks the control API for the decisions under a request id, which every refusal names.
  Exit code 0: something is known under it. 1: nothing is, or the console did not answer.
  PORTCULLIS_URL and PORTCULLIS_API_KEY say whom to ask and with which key, one that may
  decisions:read. Without them the console is asked that "portcullis login" signed in to, or where
  nobody is signed in, the evaluation that "npm start" raised.
  --tenant SLUG  another evaluation tenant than the first, acme`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, { tenant: { type: "string" } });
    const [requestId, ...more] = positionals;
    if (requestId === undefined || more.length > 0) throw new Misuse("Name one request id.");
    const decisions = await decisionsOf(await clientFor(values.tenant), requestId);
    if (json) printJson({ requestId, decisions });
    else if (decisions.length === 0) print(`Nothing is known under the request id ${requestId}.`);
    else for (const decision of decisions) printDecision(decision);
    return decisions.length === 0 ? 1 : 0;
  },
};

/** The decisions under a request id, oldest first, each with its explanation. */
async function decisionsOf(ask: Ask, requestId: string): Promise<Detail[]> {
  const { data } = await ask("GET /api/v1/decisions", { query: { requestId, limit: 50 } });
  const details = data.map(({ id }) => ask("GET /api/v1/decisions/{id}", { params: { id } }));
  return (await Promise.all(details)).reverse();
}

async function clientFor(tenant: string | undefined): Promise<Ask> {
  const { url, apiKey, tokenStore } = loadConfig().client;
  if (url !== null && apiKey !== null && tenant === undefined) {
    return createClient({ origin: new URL(url).origin, apiKey: apiKey.reveal() });
  }
  if (tenant === undefined && (url !== null || apiKey !== null)) {
    throw new Misuse("Set PORTCULLIS_URL and PORTCULLIS_API_KEY together.");
  }
  const kept =
    tenant === undefined ? await freshSignIn(await openStore({ store: tokenStore })) : null;
  if (kept !== null)
    return createClient({ origin: kept.url, apiKey: kept.accessToken, fetch: ownFetch });
  const evaluation = readEvaluation();
  return createClient({
    origin: evaluation.console,
    apiKey: tenantOf(evaluation, tenant).apiKey,
  });
}

function printDecision(decision: Detail): void {
  const { tool, method, serverName, grantName, at, rule, why, otherwise, ledgerSeq } = decision;
  const verdict = decision.decision === "allow" ? (decision.outcome ?? "open") : "refused";
  print(`${verdict}  ${tool ?? method} on ${serverName}, by ${grantName}, ${at}`);
  if (why) print(`  ${why}`);
  if (otherwise) print(`  ${otherwise}`);
  if (rule) print(`  rule ${rule}`);
  print(`  ledger entry ${ledgerSeq}`);
}
