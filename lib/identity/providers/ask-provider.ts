import { Agent, fetch } from "undici";
import { assertUrlAllowed, guardedLookup, Problem, type Reach } from "@/lib/kernel";
import type { ProviderFailure } from "./failures";

const DEADLINE_MS = 5_000;
const MOST_BYTES = 1_000_000;

/**
 * Asks an identity provider for the document that describes it, and whether that still names the
 * issuer it was connected under. Null where all is well. The address is judged again as it is connected
 * to; redirects are not followed; what is longer than a million bytes is cut off and judged as it is.
 */
export async function askProvider(
  provider: { readonly url: string; readonly issuer: string | null },
  reach: Reach,
): Promise<ProviderFailure | null> {
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(reach) as never } });
  try {
    const url = assertUrlAllowed(provider.url, reach);
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const response = await fetch(url, { dispatcher, redirect: "error", signal });
    if (!response.ok) return "unreachable";
    const text = await readUpTo(response.body, MOST_BYTES);
    return provider.issuer === null || text.includes(provider.issuer) ? null : "not-itself";
  } catch (error) {
    return error instanceof Problem && error.code === "url_refused"
      ? "refused-address"
      : "unreachable";
  } finally {
    await dispatcher.destroy();
  }
}

async function readUpTo(body: AsyncIterable<Uint8Array> | null, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    length += part.byteLength;
    if (length >= most) break;
  }
  // An issuer is a URL or a URN; where JSON escapes its slashes, it is the same issuer.
  return Buffer.concat(parts).toString("utf8").replaceAll("\\/", "/").replaceAll("&amp;", "&");
}
