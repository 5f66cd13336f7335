import { expect, it } from "vitest";
import { isHere } from "./places";

it.each([
  ["/t/acme", "", true],
  ["/t/acme/servers", "", false],
  ["/t/acme/servers", "/servers", true],
  ["/t/acme/servers/1/rules", "/servers", true],
  ["/t/acme/servers-old", "/servers", false],
])("%s is in the place %j: %s", (pathname, path, here) => {
  expect(isHere(pathname, "/t/acme", path)).toBe(here);
});
