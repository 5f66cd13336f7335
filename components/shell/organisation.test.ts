import { expect, it } from "vitest";
import { organisationFrom } from "./organisation";

it.each([
  ["acme", "acme"],
  ["  Acme ", "acme"],
  ["http://localhost:3000/t/acme/sign-in?next=/t/acme", "acme"],
  ["a-b-1", "a-b-1"],
  ["-acme", null],
  ["acme corp", null],
  ["../x", null],
  ["", null],
])("finds in %j the organisation %s", (given, slug) => {
  expect(organisationFrom(given)).toBe(slug);
});
