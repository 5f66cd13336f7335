import { describe, expect, it } from "vitest";
import { VENDORS, type Vendor } from "@/lib/identity/connections/vendors";
import { guideFor, signedBy } from "./guides";

const own = {
  redirectUri: "https://console.test/api/oauth/oidc",
  entityId: "https://console.test/api/saml/acme/metadata",
  acsUrl: "https://console.test/api/saml/acme/acs",
  metadataUrl: "https://console.test/api/saml/acme/metadata",
};
const vendors = Object.keys(VENDORS) as Vendor[];

describe.each(vendors)("the guide for %s", (vendor) => {
  it("gives the exact address that the provider must send people back to", () => {
    const values = guideFor(vendor, "oidc", own).lines.map(({ value }) => value);
    expect(values).toContain(own.redirectUri);
  });

  it("gives both SAML values, and says what it signs", () => {
    const guide = guideFor(vendor, "saml", own);
    const values = guide.lines.map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining([own.acsUrl, own.entityId]));
    expect(guide.note).toMatch(/sign/);
  });
});

it("a new connection asks for both signatures, but of those that cannot make both", () => {
  expect(vendors.filter((vendor) => signedBy(vendor) !== "both")).toEqual(["google", "auth0"]);
});
