import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Jackson } from "../jackson";
import { keepRequest } from "../request-row";
import { readBrokerRequest, requestAddress } from "./authn-request";
import { samlAddresses } from "./names";
import { samlConnection } from "./saml-connection";

/**
 * Turns the request that the broker made into ours, under its id, and remembers it: the answer must
 * name it and come with its relay state. Gives the provider's address to send the browser to.
 *
 * @throws Problem `sign_in_failed` if the connection is not the tenant's, or not in use.
 */
export async function beginSaml(
  { db, jackson }: { readonly db: Database; readonly jackson: Jackson },
  began: {
    readonly tenantId: string;
    readonly slug: string;
    readonly connection: string;
    readonly test?: string | undefined;
    readonly afresh?: boolean | undefined;
  },
  brokerAddress: string,
): Promise<string> {
  const made = readBrokerRequest(brokerAddress);
  if (made === null) {
    throw new Problem("sign_in_failed", { internal: "the broker made no SAML request" });
  }
  const { tenantId, slug, connection, test, afresh = false } = began;
  const afreshSince = afresh ? Math.floor(now().getTime() / 1000) : undefined;
  const used = await samlConnection(jackson, tenantId, connection);
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  await withTenant(db, caller, (tx) =>
    keepRequest(tx, tenantId, made.relayState, {
      ...{ connection, requestId: made.id, test, afreshSince },
    }),
  );
  const key = used.signed ? (await jackson.ownKeys.signing()).privateKey : null;
  return requestAddress({
    id: made.id,
    relayState: made.relayState,
    ssoUrl: used.ssoUrl,
    addresses: samlAddresses(jackson.origin, slug),
    signingKey: key,
    afresh,
  });
}
