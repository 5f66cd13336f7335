import { describe, expect, it } from "vitest";
import { VENDORS, type Vendor } from "@/lib/identity/connections/vendors";
import { guideFor } from "./guides";

const own = {
  redirectUri: "https://console.test/api/oauth/oidc",
  entityId: "https://console.test/api/saml/acme/metadata",
  acsUrl: "https://console.test/api/saml/acme/acs",
  metadataUrl: "https://console.test/api/saml/acme/metadata",
};
const vendors = Object.keys(VENDORS) as Vendor[];

describe.each(vendors)("the guide for %s", (vendor) => {
  it("gives the exact address that the provider must send people back to", () => {
    const guide = guideFor(vendor, "oidc", own);
    expect("lines" in guide && guide.lines.map(({ value }) => value)).toContain(own.redirectUri);
  });

  it("gives both SAML values and asks for both signatures, or says what to use instead", () => {
    const guide = guideFor(vendor, "saml", own);
    if ("instead" in guide) return expect(guide.instead).toContain("OpenID Connect");
    const values = guide.lines.map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining([own.acsUrl, own.entityId]));
    expect(guide.note).toContain("Both");
  });
});
