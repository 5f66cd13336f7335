import { ApiRefused, createClient } from "@/lib/client";
import { loadConfig } from "@/lib/kernel";
import { freshSignIn, ownFetch } from "../sign-in/ask-tokens";
import { openStore } from "../sign-in/store";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

export const verb: Verb = {
  name: "logout",
  summary: "End the session that login began",
  usage: `portcullis logout [--json]
  Ends the session at the console, then forgets it here. Exit code 1 if nobody was signed in. If the
  console does not answer, the sign-in is kept, so that it can be ended later.`,
  async run(args) {
    const { positionals, json } = parseWords(args, {});
    if (positionals.length > 0) throw new Misuse("logout takes no words.");
    const store = await openStore({ store: loadConfig().client.tokenStore });
    const kept = await freshSignIn(store);
    if (kept === null) {
      if (json) printJson({ ended: false });
      else print("Nobody was signed in.");
      return 1;
    }
    const ask = createClient({ origin: kept.url, apiKey: kept.accessToken, fetch: ownFetch });
    await ask("DELETE /api/v1/sessions/{id}", {
      params: { id: sessionOf(kept.accessToken) },
    }).catch((error: unknown) => {
      // It has ended already: by somebody else's hand, or by its own limit.
      if (!(error instanceof ApiRefused) || ![401, 404].includes(error.status)) throw error;
    });
    await store.forget();
    if (json) printJson({ ended: true });
    else print("Signed out.");
    return 0;
  },
};

/** The session that an access token names. It is our own token: there is nothing to verify. */
function sessionOf(accessToken: string): string {
  const payload = Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString("utf8");
  return String((JSON.parse(payload) as { sid?: unknown }).sid);
}
