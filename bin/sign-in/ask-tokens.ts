/*
 * The command line's side of signing in: asks the console for tokens, waits for a person's word, and
 * keeps an access token fresh.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { installationRoot } from "../make/root";
import type { Kept, Store } from "./store";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** A token that ends this soon is exchanged before it is used, in milliseconds. */
const SOON = 30_000;
const SLOWER_SECONDS = 5;

const begunSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.number(),
  interval: z.number(),
});
export type Begun = z.infer<typeof begunSchema>;
const tokensSchema = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string(),
});

/** The console refused. `code` is the problem's. */
class SignInRefused extends Error {
  override readonly name = "SignInRefused";
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** `fetch`, as the command line: it names itself, so that its sessions are known by that. */
export const ownFetch: typeof fetch = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("user-agent", userAgent());
  return fetch(input, { ...init, headers });
};

let named: string | undefined;
function userAgent(): string {
  if (named === undefined) {
    const text = readFileSync(join(installationRoot(), "package.json"), "utf8");
    named = `portcullis/${(JSON.parse(text) as { version: string }).version} (${process.platform})`;
  }
  return named;
}

/** Begins: gives what the person is to be shown. */
export async function begin(url: string, organisation: string, name: string): Promise<Begun> {
  const given = { organisation, client_name: name };
  return begunSchema.parse(await post(`${url}/api/v1/device`, given));
}

/** Asks until the person has answered; throws `SignInRefused` if they refused or took too long. */
export async function waitForPerson(
  place: { readonly url: string; readonly organisation: string },
  begun: Begun,
  sleep: (seconds: number) => Promise<void>,
): Promise<Kept> {
  for (let seconds = begun.interval; ; ) {
    await sleep(seconds);
    try {
      const grant = { grant_type: DEVICE_GRANT, device_code: begun.device_code };
      return kept(place, await post(`${place.url}/api/v1/token`, grant));
    } catch (error) {
      const code = error instanceof SignInRefused ? error.code : "";
      if (code === "slow_down") seconds += SLOWER_SECONDS;
      else if (code !== "authorization_pending") throw error;
    }
  }
}

/**
 * The sign-in with an access token that is good for a while yet. The next refresh token is kept before
 * anything is done with it: one that was lost would end the session. Null if nobody is signed in, or
 * the session is over; then nothing of it is kept any more. `anew` exchanges one that seems good, too:
 * for when the console did not take it.
 */
export async function freshSignIn(store: Store, anew = false): Promise<Kept | null> {
  const found = await store.read();
  if (found === null || (!anew && found.accessEndsAt - Date.now() > SOON)) return found;
  try {
    const grant = { grant_type: "refresh_token", refresh_token: found.refreshToken };
    const next = kept(found, await post(`${found.url}/api/v1/token`, grant));
    await store.write(next);
    return next;
  } catch (error) {
    if (!(error instanceof SignInRefused) || error.code !== "invalid_grant") throw error;
    await store.forget();
    return null;
  }
}

function kept(place: { readonly url: string; readonly organisation: string }, body: unknown): Kept {
  const tokens = tokensSchema.parse(body);
  return {
    url: place.url,
    organisation: place.organisation,
    refreshToken: tokens.refresh_token,
    accessToken: tokens.access_token,
    accessEndsAt: Date.now() + tokens.expires_in * 1000,
  };
}

async function post(address: string, body: object): Promise<unknown> {
  const response = await ownFetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(15_000),
  });
  const document: unknown = await response.json().catch(() => null);
  if (response.ok) return document;
  const { code, detail } = (document ?? {}) as { code?: unknown; detail?: unknown };
  throw new SignInRefused(
    typeof code === "string" ? code : "",
    typeof detail === "string" ? detail : `The console answered with status ${response.status}.`,
  );
}
