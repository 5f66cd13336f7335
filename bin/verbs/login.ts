import { hostname } from "node:os";
import { setTimeout as after } from "node:timers/promises";
import { loadConfig } from "@/lib/kernel";
import { begin, waitForPerson } from "../sign-in/ask-tokens";
import { openStore } from "../sign-in/store";
import { readEvaluation, tenantOf } from "./evaluation";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

export const verb: Verb = {
  name: "login",
  summary: "Sign in as a person, with a code that you approve in a browser",
  usage: `portcullis login [--tenant SLUG] [--url URL] [--json]
  Shows an address and a code, and waits until the code was approved there, for ten minutes at most.
  The sign-in is kept in the keychain, or where there is none in a file that only you may read
  (PORTCULLIS_TOKEN_STORE=file says to take the file). It ends by the organisation's policy, by
  "portcullis logout", and in the console under Sessions.
  --tenant SLUG  the organisation; the evaluation's first if left out
  --url URL      the console; PORTCULLIS_URL, or the evaluation's, if left out`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, {
      tenant: { type: "string" },
      url: { type: "string" },
    });
    if (positionals.length > 0) throw new Misuse("login takes no words beside its options.");
    const config = loadConfig();
    const place = whereTo(values.url ?? config.client.url, values.tenant);
    const store = await openStore({ store: config.client.tokenStore });
    const begun = await begin(place.url, place.organisation, `Command line on ${hostname()}`);
    // Not on standard output: with --json there is one document, at the end.
    process.stderr.write(
      `Open ${begun.verification_uri_complete}\nand compare the code: ${begun.user_code}\n`,
    );
    const kept = await waitForPerson(place, begun, (seconds) => after(seconds * 1000));
    await store.write(kept);
    if (json) printJson({ ...place, keptIn: store.name });
    else print(`Signed in to ${place.organisation} at ${place.url}. Kept in ${store.name}.`);
    return 0;
  },
};

function whereTo(url: string | null, tenant: string | undefined) {
  if (url !== null && tenant === undefined) throw new Misuse("Name the organisation by --tenant.");
  if (url !== null && tenant !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Misuse("--url takes the address of a console.");
    return { url: new URL(url).origin, organisation: tenant };
  }
  const evaluation = readEvaluation();
  return { url: evaluation.console, organisation: tenantOf(evaluation, tenant).slug };
}
