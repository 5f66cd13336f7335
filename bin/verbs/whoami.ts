import { ApiRefused, createClient } from "@/lib/client";
import { loadConfig } from "@/lib/kernel";
import { freshSignIn, ownFetch } from "../sign-in/ask-tokens";
import { openStore, type Store } from "../sign-in/store";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

export const verb: Verb = {
  name: "whoami",
  summary: "Say who is signed in here, and as what",
  usage: `portcullis whoami [--json]
  Asks the console, so the answer is what holds now. Exit code 1 if nobody is signed in.`,
  async run(args) {
    const { positionals, json } = parseWords(args, {});
    if (positionals.length > 0) throw new Misuse("whoami takes no words.");
    const store = await openStore({ store: loadConfig().client.tokenStore });
    const found = await whoIs(store);
    if (found === null) {
      if (json) printJson({ signedIn: false });
      else print('Nobody is signed in. "portcullis login" signs you in.');
      return 1;
    }
    const { kept, me } = found;
    if (json) printJson({ signedIn: true, url: kept.url, ...me });
    else {
      print(`${me.name} <${me.email}>, ${me.role ?? "a role of the organisation's own"}`);
      print(`${me.tenant.name} (${me.tenant.slug}) at ${kept.url}`);
      if (me.sessionExpiresAt !== null) print(`until ${me.sessionExpiresAt} at the latest`);
    }
    return 0;
  },
};

/** An access token outlives its session by minutes: where it is not taken, the session is asked for. */
async function whoIs(store: Store) {
  for (const anew of [false, true]) {
    const kept = await freshSignIn(store, anew);
    if (kept === null) return null;
    const ask = createClient({ origin: kept.url, apiKey: kept.accessToken, fetch: ownFetch });
    try {
      return { kept, me: await ask("GET /api/v1/me") };
    } catch (error) {
      if (!(error instanceof ApiRefused) || error.status !== 401) throw error;
    }
  }
  return null;
}
