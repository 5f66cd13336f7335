import { expect, it } from "vitest";
import { saysUnverified } from "../connections/judge-claims";
import { claimsOf } from "./claims-of";

it("hears what is said of the address among however many others", () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`claim-${n}`, "x"]));
  const claims = claimsOf({ ...many, email: "ada@acme.test", email_verified: false });
  expect(Object.keys(claims.raw)).toHaveLength(100);
  expect(saysUnverified(claims)).toBe(true);
});

it.each([
  [true, false],
  ["true", false],
  [" True ", false],
  [1, false],
  [undefined, false],
  [null, false],
  [false, true],
  ["FALSE", true],
  ["no", true],
  ["", true],
  [0, true],
  [["true", "false"], true],
])("where email_verified is %j, that it is not verified is %s", (email_verified, said) => {
  expect(saysUnverified(claimsOf({ email: "ada@acme.test", email_verified }))).toBe(said);
});

it("marks what cannot be kept, so that no value becomes another", () => {
  const { groups, email } = claimsOf({ groups: ["adm\0in", "a\ud800"], email: "a\0@acme.test" });
  expect(groups).toEqual(["adm\ufffdin", "a\ufffd"]);
  expect(email).toBe("a\ufffd@acme.test");
});
