import { expect, it } from "vitest";
import { readStrictly } from "./read-strictly";

const textIn = (text: string) => readStrictly(`<a b="${text}">${text}</a>`).documentElement;

it.each([
  "&amp;",
  "&#65;",
  "&#x41;",
  "&#x9;",
  "&#10;",
  "&#xD;",
  "&#xE000;",
  "&#x1F600;",
  "&#x10FFFF;",
])("reads %s", (reference) => expect(textIn(reference)?.textContent).not.toBe(""));

// XML 1.0, section 4.1: what a reference stands for must be a character of XML.
it.each([
  ...[
    "&#0;",
    "&#x0;",
    "&#1;",
    "&#8;",
    "&#x1F;",
    "&#xD800;",
    "&#xDFFF;",
    "&#55296;",
    "&#xFFFE;",
    "&#xFFFF;",
  ],
  ...["&#xFFFD;", "&#x110000;", "&#9999999;", "&#xFFFFFF;"],
])("refuses %s, which stands for nothing that can be kept", (reference) => {
  expect(() => textIn(`ada${reference}`)).toThrow("saml-entity");
});

it("refuses half a character as it stands", () => {
  expect(() => textIn("ada\ud800")).toThrow("saml-malformed");
});
