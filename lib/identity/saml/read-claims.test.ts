import { describe, expect, it } from "vitest";
import { NS } from "./names";
import { readClaims } from "./read-claims";
import { readStrictly } from "./read-strictly";

type Given = Readonly<Record<string, string | readonly string[]>>;

/** The claims of an assertion with these attributes, and this name id. */
function claimsOf(attributes: Given, nameId = "<saml:NameID>ada</saml:NameID>") {
  const written = Object.entries(attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${[values]
        .flat()
        .map((one) => `<saml:AttributeValue>${one}</saml:AttributeValue>`)
        .join("")}</saml:Attribute>`,
  );
  const root = readStrictly(
    `<saml:Assertion xmlns:saml="${NS.assertion}"><saml:Subject>${nameId}</saml:Subject>` +
      `<saml:AttributeStatement>${written.join("")}</saml:AttributeStatement></saml:Assertion>`,
  ).documentElement;
  if (root === null) throw new Error("no assertion");
  return readClaims(root);
}

const WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const MS = "http://schemas.microsoft.com";

describe("a person is read from what providers call their attributes:", () => {
  it.each<[string, Given]>([
    ["plain names", { email: "ada@acme.test", name: "Ada Lovelace", groups: ["staff", "ops"] }],
    [
      "names in capitals",
      {
        Email: "ada@acme.test",
        FirstName: "Ada",
        LastName: "Lovelace",
        memberOf: ["staff", "ops"],
      },
    ],
    [
      "claim URIs, where the name is a principal name",
      {
        [`${WS}/name`]: "ada@acme.example",
        [`${WS}/emailaddress`]: "ada@acme.test",
        [`${MS}/identity/claims/displayname`]: "Ada Lovelace",
        [`${MS}/ws/2008/06/identity/claims/groups`]: ["staff", "ops"],
      },
    ],
    [
      "object identifiers",
      {
        "urn:oid:0.9.2342.19200300.100.1.3": "ada@acme.test",
        "urn:oid:2.5.4.42": "Ada",
        "urn:oid:2.5.4.4": "Lovelace",
        "urn:oid:1.3.6.1.4.1.5923.1.5.1.1": ["staff", "ops"],
      },
    ],
  ])("%s", (_name, attributes) => {
    const { claims } = claimsOf(attributes);
    expect({ ...claims, raw: null }).toEqual({
      ...{ email: "ada@acme.test", name: "Ada Lovelace", groups: ["staff", "ops"], raw: null },
    });
    expect(Object.keys(claims.raw)).toEqual(Object.keys(attributes));
  });

  it("and never from a friendly name, which anything may have", () => {
    const { claims } = claimsOf({ 'urn:oid:9.9" FriendlyName="mail': "eve@acme.test" });
    expect(claims.email).toBeNull();
    expect(claims.raw).toEqual({ "urn:oid:9.9": ["eve@acme.test"] });
  });
});

describe("who it is", () => {
  const form = (name: string, value = "ada@acme.test") =>
    `<saml:NameID Format="urn:oasis:names:tc:SAML:${name}">${value}</saml:NameID>`;

  it.each([
    ["1.1:nameid-format:unspecified", null],
    ["1.1:nameid-format:emailAddress", "ada@acme.test"],
    ["2.0:nameid-format:persistent", null],
    ["1.1:nameid-format:X509SubjectName", null],
    ["1.1:nameid-format:WindowsDomainQualifiedName", null],
    ["2.0:nameid-format:kerberos", null],
  ])("is the name id of the form %s, which is an address only where it says so", (name, email) => {
    const read = claimsOf({}, form(name));
    expect([read.subject, read.claims.email]).toEqual(["ada@acme.test", email]);
  });

  it("is somebody else with a space that XML calls none, and the same indented", () => {
    const name = "2.0:nameid-format:persistent";
    for (const space of ["\u00a0", "\u2003", "\ufeff", "\u3000"]) {
      const { subject, claims } = claimsOf(
        { groups: `${space}admins` },
        form(name, `${space}ada@acme.test`),
      );
      expect([subject, ...claims.groups]).toEqual([`${space}ada@acme.test`, `${space}admins`]);
    }
    const indented = claimsOf({ groups: "\n\t admins\r\n" }, form(name, "\n  ada@acme.test\t"));
    expect([indented.subject, ...indented.claims.groups]).toEqual(["ada@acme.test", "admins"]);
  });

  it.each([
    ["transient", form("2.0:nameid-format:transient")],
    ["encrypted", "<saml:EncryptedID>x</saml:EncryptedID>"],
    ["not there", ""],
    ["two", form("2.0:nameid-format:persistent") + form("2.0:nameid-format:persistent")],
    ["empty", form("2.0:nameid-format:persistent", " ")],
    ["a space that XML calls none", form("2.0:nameid-format:persistent", "\u00a0")],
    ["longer than any may be", form("2.0:nameid-format:persistent", "a".repeat(300))],
  ])("is nobody where the name id is %s", (_name, nameId) => {
    expect(() => claimsOf({}, nameId)).toThrow("saml-subject");
  });
});
