import { Agent, fetch } from "undici";
import { z } from "zod";
import { assertUrlAllowed, guardedLookup, Problem, type Reach } from "@/lib/kernel";

const DEADLINE_MS = 8_000;
const MOST_BYTES = 200_000;
const WELL_KNOWN = "/.well-known/openid-configuration";

const document = z.object({
  issuer: z.string().min(1).max(1000),
  authorization_endpoint: z.string().max(2000),
  token_endpoint: z.string().max(2000),
  jwks_uri: z.string().max(2000),
  userinfo_endpoint: z.string().max(2000).optional(),
});

/** What is known of an OpenID provider once its discovery document was read. */
export type Discovered = { readonly url: string; readonly issuer: string };

/**
 * Reads an OpenID provider's discovery document (OpenID Connect Discovery 1.0, section 4): from a public
 * address over https (in evaluation also from this machine), judged again as it is connected to, no
 * redirects. The issuer must be the one the address belongs to, and every address that the provider
 * names must be one that may be asked.
 *
 * @throws Problem `url_refused`, or `unprocessable` that says what is wrong with it.
 */
export async function readDiscovery(given: string, reach: Reach): Promise<Discovered> {
  const url = assertUrlAllowed(
    given.includes(WELL_KNOWN) ? given : `${trimmed(given)}${WELL_KNOWN}`,
    reach,
  );
  const parsed = document.safeParse(await fetchJson(url, reach));
  if (!parsed.success) throw wrong("This is not the discovery document of an OpenID provider.");
  const { issuer, ...endpoints } = parsed.data;
  if (url.href !== `${trimmed(issuer)}${WELL_KNOWN}`) {
    throw wrong(
      `The document is that of another issuer, ${shown(issuer)}. Give the address of your organisation's own provider.`,
    );
  }
  for (const [name, address] of Object.entries(endpoints)) {
    try {
      // The browser goes to the first; the others are asked from here.
      if (name !== "authorization_endpoint") assertUrlAllowed(address, reach);
    } catch {
      throw wrong(`The provider's ${name} is an address that may not be asked.`);
    }
  }
  return { url: url.href, issuer };
}

async function fetchJson(url: URL, reach: Reach): Promise<unknown> {
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(reach) as never } });
  try {
    const response = await fetch(url, {
      dispatcher,
      redirect: "error",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.byteLength;
      if (length > MOST_BYTES) throw new Error("too large");
      parts.push(part);
    }
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch (error) {
    throw wrong(
      "Nothing of use came from this address. Check it, and that it can be reached from here.",
      error,
    );
  } finally {
    await dispatcher.destroy();
  }
}

const trimmed = (text: string) => text.trim().replace(/\/$/, "");
const shown = (text: string) => text.replace(/[^\x21-\x7e]/g, "").slice(0, 200);

function wrong(message: string, cause?: unknown): Problem {
  return new Problem("unprocessable", {
    detail: message,
    extensions: { fields: [{ path: "/discoveryUrl", message }] },
    cause,
  });
}
