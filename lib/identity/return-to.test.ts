import { describe, expect, it } from "vitest";
import { returnTo } from "./return-to";

describe("the address after sign-in", () => {
  it.each([
    ["/t/acme/servers", "/t/acme/servers"],
    ["/t/acme/decisions?tool=echo&limit=5", "/t/acme/decisions?tool=echo&limit=5"],
    ["/t/acme", "/t/acme"],
    ["/t/acme/servers#rules", "/t/acme/servers"],
  ])("keeps a path of the same organisation: %s", (text, expected) => {
    expect(returnTo(text, "acme")).toBe(expected);
  });

  it.each([
    null,
    undefined,
    "",
    "https://evil.test/",
    "//evil.test/t/acme",
    "/\\evil.test",
    "/t/acme/\\..\\..",
    "/t/acme/../globex",
    "/t/acme/%2e%2e/globex",
    "/t/acmeish",
    "/t/globex/servers",
    "/api/v1/me",
    "/t/acme/sign-in",
    "/t/acme/sign-in/start?next=/",
    "/t/acme/sign-out",
    "javascript:alert(1)",
    "/t/acme\r\nset-cookie: a=b",
    "\t//evil.test",
    `/t/acme/${"a".repeat(600)}`,
  ])("falls back to the organisation's first page: %j", (text) => {
    expect(returnTo(text, "acme")).toBe("/t/acme");
  });
});
