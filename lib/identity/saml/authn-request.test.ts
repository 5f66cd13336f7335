import { inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { requestAddress } from "./authn-request";
import { samlAddresses } from "./names";

it("a request leaves the form of the name id to the provider, and lets it make one", () => {
  const address = requestAddress({
    ...{ id: "_a-request-of-a-test", ssoUrl: "https://idp.test/sso", relayState: "r" },
    ...{ addresses: samlAddresses("https://console.test", "acme"), signingKey: null },
  });
  const packed = new URL(address).searchParams.get("SAMLRequest") ?? "";
  const message = inflateRawSync(Buffer.from(packed, "base64")).toString();
  expect(message).toContain('</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/>');
});
