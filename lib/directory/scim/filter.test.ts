import { describe, expect, it } from "vitest";
import { Problem } from "@/lib/kernel";
import type { Document } from "./document";
import { parseFilter } from "./filter";
import { compileFilter } from "./match";
import { ENTERPRISE_URN, USER } from "./schema";

const person: Document = {
  id: "2819c223-7f76-453a-919d-413861904646",
  externalId: "701984",
  userName: "bjensen@example.com",
  title: "Tour Guide",
  active: true,
  name: { familyName: "O'Malley", givenName: "Barbara" },
  emails: [
    { value: "bjensen@example.com", type: "work", primary: true },
    { value: "babs@jensen.org", type: "home" },
  ],
  [ENTERPRISE_URN]: { department: "Tour Operations", manager: { value: "26118915" } },
  meta: { resourceType: "User", lastModified: "2011-05-13T04:42:34.000Z" },
};
const holds = (filter: string) => compileFilter(USER, parseFilter(filter))(person);

function typeOf(filter: string): unknown {
  try {
    holds(filter);
    return "understood";
  } catch (thrown) {
    return thrown instanceof Problem ? thrown.extensions.scimType : thrown;
  }
}

describe("a filter finds what the standard says it means", () => {
  // The first are the standard's own examples (RFC 7644, figure 2), on the person above.
  it.each([
    ['userName eq "bjensen@example.com"', true],
    [`name.familyName co "O'Malley"`, true],
    ['userName sw "J"', false],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B"', true],
    ["title pr", true],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', false],
    ['meta.lastModified ge "2011-05-13T04:42:34Z"', true],
    ['meta.lastModified lt "2012-05-13T04:42:34Z"', true],
    ['title pr and userType eq "Employee"', false],
    ['title pr or userType eq "Intern"', true],
    [
      'userType ne "Employee" and not (emails co "example.com" or emails.value co "jensen.org")',
      false,
    ],
    ['emails[type eq "work" and value co "@example.com"]', true],
    ['emails[type eq "home" and value co "@example.com"] or externalId eq "701984"', true],
    // What the standard says of case: names and operators have none, values as their schema says.
    ['USERNAME EQ "BJensen@Example.com"', true],
    ['externalId eq "701984"', true],
    ['displayName eq "Barbara"', false],
    ['displayName ne "Barbara"', true],
    ["displayName eq null", true],
    ["active eq true", true],
    ["active eq false", false],
    ['active eq "True"', true],
    ["not (active eq false) and (title pr or title pr)", true],
    [`${ENTERPRISE_URN}:department eq "tour operations"`, true],
    [`${ENTERPRISE_URN}:manager.value eq "26118915"`, true],
    ['title eq "a" or title eq "b" and title pr', false],
    ['userName ew ".COM"', true],
    ['name.givenName eq "Bar\\u0062ara"', true],
  ])("%s", (filter, expected) => {
    expect(holds(filter)).toBe(expected);
  });
});

it.each([
  ...["", "userName", "userName eq", 'userName is "a"', 'userName eq "a', 'userName eq "a" "b"'],
  ...['(userName eq "a"', 'userName eq "a")', 'emails[type eq "work"', "and", 'nothing eq "a"'],
  ...['emails[nothing eq "a"]', "title eq 5", 'active gt "a"', "title gt null", 'name eq "a"'],
  ...['emails[emails[type eq "a"]]', 'meta.created gt "soon"', 'active eq "perhaps"', "';--"],
  `${"(".repeat(50)}title pr${")".repeat(50)}`,
  `title eq "${"a".repeat(5_000)}"`,
])("%j is refused as a filter that cannot be followed", (filter) => {
  expect(typeOf(filter)).toBe("invalidFilter");
});

it("takes no longer than its length allows", () => {
  const began = performance.now();
  for (const text of [
    " ".repeat(3_999),
    `"${"\\".repeat(3_990)}`,
    "a.".repeat(1_999),
    "-".repeat(3_999),
  ])
    expect(typeOf(text)).toBe("invalidFilter");
  expect(performance.now() - began).toBeLessThan(200);
});
