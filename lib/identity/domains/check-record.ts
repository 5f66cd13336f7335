import { log } from "@/lib/kernel";
import type { TxtResolver } from "./resolve-txt";

/** Where a domain's record is looked for, below the domain itself. */
const LABEL = "_portcullis";
const VALUE = "portcullis-domain=";

/** Why a domain's record does not hold. */
export type RecordFailure = "no-record" | "other-record" | "dns-failed";

/** The record that shows whose a domain is: its name, and what it must say. */
export function recordOf(domain: { readonly name: string; readonly challenge: string }) {
  return { name: `${LABEL}.${domain.name}`, type: "TXT", value: `${VALUE}${domain.challenge}` };
}

/** Null if the domain's record is there and says what it must; else why not. Never throws. */
export async function checkRecord(
  resolve: TxtResolver,
  domain: { readonly name: string; readonly challenge: string },
): Promise<RecordFailure | null> {
  const { name, value } = recordOf(domain);
  try {
    const texts = await resolve(name);
    if (texts.some((text) => text.trim() === value)) return null;
    return texts.some((text) => text.includes(VALUE)) ? "other-record" : "no-record";
  } catch (error) {
    log.warn("a domain could not be looked up", { name, error });
    return "dns-failed";
  }
}
