import { beforeAll, expect, it } from "vitest";
import { Problem } from "@/lib/kernel";
import { readIdpMetadata } from "./read-idp-metadata";
import { type KeyPair, keyPair } from "./testing/key-pair";
import { samlProvider } from "./testing/provider";
import { idpMetadata } from "./write-metadata";

let first: KeyPair;
let second: KeyPair;
let good: string;
beforeAll(async () => {
  [first, second] = await Promise.all([keyPair("first"), keyPair("second")]);
  good = idpMetadata({
    entityId: "https://idp.test?a=1&b=2",
    ssoUrl: "https://idp.test/sso?x=1&y=2",
    certificates: [first.certificate, second.certificate],
    wantsSignedRequests: false,
  });
});

const refused = (xml: string, words: RegExp) => {
  let said = "accepted";
  try {
    readIdpMetadata(xml);
  } catch (error) {
    said = error instanceof Problem && error.status === 400 ? (error.detail ?? "") : String(error);
  }
  expect(said).toMatch(words);
};

it("what is written is read again as it was, with both certificates of a rollover", () => {
  expect(readIdpMetadata(good)).toMatchObject({
    entityId: "https://idp.test?a=1&b=2",
    ssoUrl: "https://idp.test/sso?x=1&y=2",
    wantsSignedRequests: false,
  });
  expect(readIdpMetadata(good).certificates).toHaveLength(2);
});

it("the metadata of another code base is read, and comments in it are passed over", async () => {
  const { metadata, entityId } = await samlProvider({ wantsSignedRequests: true });
  const commented = `<!-- ours --><!-- -->${metadata}`;
  expect(readIdpMetadata(commented)).toMatchObject({ entityId, wantsSignedRequests: true });
});

it("what is wrong is said", () => {
  refused("hello", /cannot be read/);
  refused(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${good}`, /cannot be read/);
  refused(good.replaceAll("IDPSSODescriptor", "SPSSODescriptor"), /no identity provider/);
  refused(good.replaceAll("HTTP-Redirect", "HTTP-POST"), /HTTP-Redirect/);
  refused(good.replaceAll(/<md:KeyDescriptor[\s\S]*?<\/md:KeyDescriptor>/g, ""), /no certificate/);
  refused(good.replace(/<ds:X509Certificate>[^<]*/, "<ds:X509Certificate>AAAA"), /cannot be read/);
  refused(good.replace("entityID=", 'validUntil="2020-01-01T00:00:00Z" entityID='), /has expired/);
  refused(`<a>${good}${good}</a>`, /one identity provider/);
});

it("comments without an end cost nothing", () => {
  const begun = performance.now();
  refused("<!--".repeat(60_000), /cannot be read/);
  expect(performance.now() - begun).toBeLessThan(1000);
});
