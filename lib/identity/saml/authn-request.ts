import { sign } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { now } from "@/lib/kernel";
import { escapeXml } from "./escape";
import { BINDING, NS, type SamlAddresses } from "./names";

const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

export type RequestToSend = {
  readonly id: string;
  readonly ssoUrl: string;
  readonly addresses: SamlAddresses;
  readonly relayState: string;
  /** Our key in PEM where the provider takes signed requests only; else null. */
  readonly signingKey: string | null;
  /** Whether the provider is to authenticate the person now, whoever it knows already. */
  readonly afresh?: boolean;
};

/**
 * The address that carries a sign-in request to an identity provider by redirect (SAML bindings,
 * section 3.4.4.1). A signature stands beside the message, over the query as it is sent; one inside
 * the message is not allowed there. The provider is not told which form of name id to use: what it
 * was set up to send is what people were given. It may make one for somebody who has none yet, which
 * it may not unless that is said (SAML core, section 3.4.1.1).
 */
export function requestAddress(request: RequestToSend): string {
  const { id, ssoUrl, addresses, relayState, signingKey, afresh } = request;
  const message =
    `<samlp:AuthnRequest xmlns:samlp="${NS.protocol}" xmlns:saml="${NS.assertion}" ` +
    `ID="${escapeXml(id)}" Version="2.0" IssueInstant="${now().toISOString()}" ` +
    `Destination="${escapeXml(ssoUrl)}" ProtocolBinding="${BINDING.post}" ` +
    `AssertionConsumerServiceURL="${escapeXml(addresses.acsUrl)}"${afresh ? ' ForceAuthn="true"' : ""}>` +
    `<saml:Issuer>${escapeXml(addresses.entityId)}</saml:Issuer>` +
    `<samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>`;
  const packed = deflateRawSync(Buffer.from(message)).toString("base64");
  let query = `SAMLRequest=${encodeURIComponent(packed)}&RelayState=${encodeURIComponent(relayState)}`;
  if (signingKey !== null) {
    query += `&SigAlg=${encodeURIComponent(RSA_SHA256)}`;
    const signature = sign("sha256", Buffer.from(query), signingKey).toString("base64");
    query += `&Signature=${encodeURIComponent(signature)}`;
  }
  const url = new URL(ssoUrl);
  url.hash = "";
  return `${url.href}${url.search === "" ? "?" : "&"}${query}`;
}

/** The id and relay state of a request the broker made, whose place ours takes; null if it made none. */
export function readBrokerRequest(address: string): { id: string; relayState: string } | null {
  const query = new URL(address).searchParams;
  const [packed, relayState] = [query.get("SAMLRequest"), query.get("RelayState")];
  if (packed === null || relayState === null) return null;
  const message = inflateRawSync(Buffer.from(packed, "base64"), { maxOutputLength: 65_536 });
  const id = /\sID="([A-Za-z0-9_-]{16,200})"/.exec(message.toString("utf8"))?.[1];
  return id === undefined ? null : { id, relayState };
}
