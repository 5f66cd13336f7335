import { describe, expect, it } from "vitest";
import { Problem } from "@/lib/kernel";
import { type Document, readDocument } from "./document";
import { patchDocument } from "./patch";
import { ENTERPRISE_URN, GROUP, USER } from "./schema";

const person: Document = {
  userName: "bjensen",
  active: true,
  name: { familyName: "Jensen", givenName: "Barbara" },
  emails: [
    { value: "b@work.test", type: "work", primary: true },
    { value: "b@home.test", type: "home" },
  ],
};
const group: Document = { displayName: "Staff", members: [{ value: "u1" }, { value: "u2" }] };
const patch = (...Operations: unknown[]) => patchDocument(USER, person, { Operations });
const patchOfGroup = (...Operations: unknown[]) => patchDocument(GROUP, group, { Operations });

function typeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown instanceof Problem ? (thrown.extensions.scimType ?? thrown.code) : thrown;
  }
}

describe("what Okta sends", () => {
  it("makes somebody inactive without a path", () => {
    expect(patch({ op: "replace", value: { active: false } }).active).toBe(false);
  });

  it("names a group anew with the id beside the name, which is not the client's to change", () => {
    expect(patchOfGroup({ op: "replace", value: { id: "abf4", displayName: "People" } })).toEqual({
      ...group,
      displayName: "People",
    });
  });

  it("puts people into a group, takes them out by a filter, and sets them all", () => {
    const added = patchOfGroup({
      op: "add",
      path: "members",
      value: [{ value: "u3", display: "three" }, { value: "u1" }],
    });
    expect(added.members).toEqual([
      { value: "u1" },
      { value: "u2" },
      { value: "u3", display: "three" },
    ]);
    expect(patchOfGroup({ op: "remove", path: 'members[value eq "u1"]' }).members).toEqual([
      { value: "u2" },
    ]);
    expect(
      patchOfGroup({ op: "replace", path: "members", value: [{ value: "u9" }] }).members,
    ).toEqual([{ value: "u9" }]);
  });
});

describe("what Entra ID sends", () => {
  it("writes operations with a capital and booleans as texts", () => {
    expect(patch({ op: "Replace", path: "active", value: "False" }).active).toBe(false);
  });

  it("sets an address that is there, and one that is not yet", () => {
    const path = (type: string) => `emails[type eq "${type}"].value`;
    expect(patch({ op: "Replace", path: path("work"), value: "n@work.test" }).emails).toEqual([
      { value: "n@work.test", type: "work", primary: true },
      { value: "b@home.test", type: "home" },
    ]);
    expect(patch({ op: "Add", path: path("other"), value: "o@x.test" }).emails).toContainEqual({
      type: "other",
      value: "o@x.test",
    });
  });

  it("names attributes of an extension by its whole name, and the manager by an id alone", () => {
    const changed = patch(
      { op: "Add", path: `${ENTERPRISE_URN}:department`, value: "Sales" },
      { op: "Add", path: `${ENTERPRISE_URN}:manager`, value: "m1" },
    );
    expect(changed[ENTERPRISE_URN]).toEqual({ department: "Sales", manager: { value: "m1" } });
  });

  it("writes dotted names as keys of a value without a path", () => {
    expect(
      patch({
        op: "Add",
        value: { "name.givenName": "Babs", [`${ENTERPRISE_URN}:division`]: "X" },
      }),
    ).toMatchObject({
      name: { familyName: "Jensen", givenName: "Babs" },
      [ENTERPRISE_URN]: { division: "X" },
    });
  });

  it("takes people out of a group by naming them in the value", () => {
    expect(
      patchOfGroup({ op: "Remove", path: "members", value: [{ $ref: null, value: "u1" }] }).members,
    ).toEqual([{ value: "u2" }]);
  });
});

describe("what the standard says", () => {
  it("adds parts to what is there, and removes parts and wholes", () => {
    expect(patch({ op: "add", path: "name", value: { middleName: "J" } }).name).toEqual({
      familyName: "Jensen",
      givenName: "Barbara",
      middleName: "J",
    });
    expect(patch({ op: "remove", path: "name.givenName" }).name).toEqual({ familyName: "Jensen" });
    expect(patch({ op: "remove", path: 'emails[type eq "home"]' }).emails).toHaveLength(1);
    expect(patch({ op: "remove", path: "emails" })).not.toHaveProperty("emails");
  });

  it("has one primary value at most: the new one takes it from the old", () => {
    const emails = patch({
      op: "add",
      path: "emails",
      value: [{ value: "n@x.test", primary: true }],
    }).emails as Document[];
    expect(emails.filter(({ primary }) => primary === true)).toEqual([
      { value: "n@x.test", primary: true },
    ]);
  });

  it("leaves the document that was given as it was, whatever came of it", () => {
    const before = structuredClone(person);
    typeOf(() => patch({ op: "replace", path: "title", value: "x" }, { op: "add", path: "id" }));
    expect(person).toEqual(before);
  });

  it.each([
    ["noTarget", { op: "remove" }],
    ["noTarget", { op: "replace", path: 'emails[type sw "o"].value', value: "a" }],
    ["invalidPath", { op: "add", path: "nothing", value: 1 }],
    ["invalidPath", { op: "add", path: "userName[value eq 1]", value: "a" }],
    ["invalidFilter", { op: "remove", path: "emails[type]" }],
    ["mutability", { op: "replace", path: "id", value: "a" }],
    ["mutability", { op: "add", path: "groups", value: [] }],
    ["invalidValue", { op: "replace", path: "active", value: "perhaps" }],
    ["invalidValue", { op: "replace", path: "userName", value: 5 }],
    ["invalidValue", { op: "replace", path: "userName", value: "a\0" }],
    ["invalidValue", { op: "replace", value: "a" }],
    ["invalidSyntax", { op: "move", path: "title" }],
    ["invalidSyntax", null],
  ])("answers %s to %j", (type, operation) => {
    expect(typeOf(() => patch(operation))).toBe(type);
  });

  it.each([[null], [{}], [[]], [{ Operations: [] }], [{ Operations: {} }]])(
    "refuses %j",
    (body) => {
      expect(typeOf(() => patchDocument(USER, person, body))).toBe("invalidSyntax");
    },
  );
});

describe("a resource", () => {
  it("is read in any case of its names, without what is not kept", () => {
    const body = JSON.parse(
      '{"USERNAME":"a","Password":"p","photos":[{"value":"x"}],"__proto__":{"active":false},"constructor":"x","id":"mine","Emails":{"Value":"a@x.test"},"nickName":"","active":"True"}',
    );
    expect(readDocument(USER, body)).toEqual({
      userName: "a",
      emails: [{ value: "a@x.test" }],
      active: true,
    });
  });

  it.each([
    [
      "two primaries",
      {
        emails: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
    ],
    ["a text for an object", { name: "text" }],
    ["a number for an object", { emails: [5] }],
    ["a number for a boolean", { active: 1 }],
    ["a text too long", { userName: "a".repeat(2_000) }],
    ["too many values", { emails: Array.from({ length: 200 }, () => ({ value: "a" })) }],
  ])("is refused with %s", (_what, body) => {
    expect(typeOf(() => readDocument(USER, body))).toBe("invalidValue");
  });
});

describe("a change of a group without end", () => {
  const members = Array.from({ length: 20_000 }, (_one, n) => ({ value: `id-${n}` }));
  const change = (count: number, path: string, value?: unknown) =>
    typeOf(() =>
      patchDocument(
        GROUP,
        { displayName: "All", members },
        { Operations: Array.from({ length: count }, () => ({ op: "remove", path, value })) },
      ),
    );

  it("is done for a hundred of its people at once, and refused where it would take for ever", () => {
    expect(change(100, 'members[value eq "id-1"]')).toHaveProperty("members.length", 19_999);
    expect(change(1_000, 'members[value eq "id-1"]')).toBe("tooMany");
    const long = Array.from({ length: 230 }, () => 'value co "q"').join(" or ");
    expect(change(1, `members[${long}]`)).toBe("tooMany");
    expect(change(1_000, "members", [{ value: "x" }])).toBe("tooMany");
  });
});
