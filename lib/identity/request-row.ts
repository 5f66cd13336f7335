import { z } from "zod";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { hashOfSecret, openUnder, sealUnder } from "./sealed-until-taken";
import { SIGN_IN_SECONDS } from "./sign-in-state";

/** A request that waits for its answer. */
export type SentRequest = {
  readonly connection: string;
  /** The id it was sent under (SAML), or the nonce it carried (OpenID Connect). */
  readonly requestId: string;
  /** The test of a connection that it is for, if it is for one. */
  readonly test?: string | undefined;
  /** What our own side asked with, where the broker does not keep it: its state and PKCE challenge. */
  readonly asked?: { readonly state: string; readonly challenge: string } | undefined;
  /** When it was made, in seconds of the Unix epoch, where the person is to be authenticated since. */
  readonly afreshSince?: number | undefined;
};

const sent = z.strictObject({
  connection: z.string(),
  requestId: z.string(),
  test: z.string().optional(),
  asked: z.strictObject({ state: z.string(), challenge: z.string() }).optional(),
  afreshSince: z.number().optional(),
});
const PURPOSE = "sign-in-request";

/** Remembers a request under its relay state, until the answer comes or the sign-in is too old. */
export async function keepRequest(
  tx: Tx,
  tenantId: string,
  relayState: string,
  request: SentRequest,
): Promise<void> {
  const at = now();
  const sealed = sealUnder(relayState, { tenantId, purpose: PURPOSE }, request);
  const until = new Date(at.getTime() + SIGN_IN_SECONDS * 1000);
  // What has ended goes in the same statement: each costs a way to the database and back.
  await tx.$executeRaw`
    with ended as (delete from portcullis.sign_in_requests
       where tenant_id = ${tenantId}::uuid and expires_at < ${at})
    insert into portcullis.sign_in_requests (tenant_id, relay_hash, sealed, expires_at)
    values (${tenantId}::uuid, ${hashOfSecret(relayState)}, ${sealed}, ${until})`;
}

/** Takes the request that a relay state stands for: the second who asks finds none. */
export async function takeRequest(
  tx: Tx,
  tenantId: string,
  relayState: string,
): Promise<SentRequest | null> {
  const rows = await tx.$queryRaw<{ sealed: Uint8Array }[]>`
    delete from portcullis.sign_in_requests
     where tenant_id = ${tenantId}::uuid and relay_hash = ${hashOfSecret(relayState)}
       and expires_at > ${now()} returning sealed`;
  const [row] = rows;
  if (row === undefined) return null;
  return sent.parse(openUnder(relayState, { tenantId, purpose: PURPOSE }, row.sealed));
}
