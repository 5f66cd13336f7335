import { Agent, fetch } from "undici";
import { assertUrlAllowed, guardedLookup, Problem, type Reach } from "@/lib/kernel";
import { MAX_XML_BYTES } from "./read-strictly";

const DEADLINE_MS = 8000;

/**
 * Fetches an identity provider's metadata: from a public address over https (in evaluation also from
 * this machine), judged again at the moment of connecting; no redirects, not long, not large.
 *
 * @throws Problem `url_refused` if the address may not be fetched; `invalid_request` if nothing of
 * use came from it.
 */
export async function fetchMetadata(address: string, reach: Reach): Promise<string> {
  const url = assertUrlAllowed(address, reach);
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(reach) as never } });
  try {
    const response = await fetch(url, {
      dispatcher,
      redirect: "error",
      headers: { accept: "application/samlmetadata+xml, application/xml, text/xml" },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await readLimited(response.body);
  } catch (error) {
    throw new Problem("invalid_request", {
      detail: "The metadata could not be fetched from this address.",
      internal: error instanceof Error ? error.message : undefined,
    });
  } finally {
    await dispatcher.destroy();
  }
}

async function readLimited(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    if (length > MAX_XML_BYTES) throw new Error("too large");
    parts.push(part);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
}
