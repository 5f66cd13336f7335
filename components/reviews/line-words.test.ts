import { expect, it } from "vitest";
import { difference, heldWords, holdsWords, kindOf } from "./line-words";

const names = { "server:1": "Tickets" };
it.each([
  ["a built-in role by its name", { role: "policy_manager", held: ["x"] }, "Policy manager"],
  ["an own role by its own", { role: "Night shift", held: ["x"] }, "Night shift"],
  [
    "a role that is named like a part of every object",
    { role: "constructor", held: [] },
    "constructor",
  ],
  ["a key that may do everything", { role: null, held: ["admin:all", "a", "b"] }, "Everything"],
  ["a key with few", { role: null, held: ["a", "b"] }, "a, b"],
  ["a key with more", { role: null, held: ["a", "b", "c"] }, "3 permissions"],
  ["a grant by its server", { role: null, held: ["server:1"] }, "Calls Tickets"],
  [
    "a grant to what is not seen",
    { role: null, held: ["server:2"] },
    "Calls a server you do not see",
  ],
])("%s", (_what, part, words) => {
  expect(heldWords({ subject: "x:1", ...part }, names)).toBe(words);
});

it("leads to where the subject is shown, and nowhere for what it does not know", () => {
  expect(kindOf({ subject: "api-key:1" })).toMatchObject({ href: "/api-keys?open=1" });
  expect(kindOf({ subject: "thing:1" }).href).toBeNull();
});

it("says beside what was held what is, where that is more", () => {
  const line = { subject: "member:1", role: "viewer", held: ["a"] };
  const now = { role: "admin", level: null, held: ["a", "b"], sees: [], version: "" };
  expect(holdsWords({ ...line, grown: true, now }, names)).toBe("Viewer, now Admin");
  expect(holdsWords({ ...line, grown: false, now }, names)).toBe("Viewer");
  expect(holdsWords({ ...line, grown: true, now: { ...now, role: "viewer" } }, names)).toBe(
    "Viewer",
  );
});

it("says what changed since the review began, or since it was kept", () => {
  const then = { role: "viewer", level: null, held: ["a", "b"], sees: ["1", "2"] };
  const now = { role: "approver", level: 2, held: ["b", "c"], sees: ["every"], version: "" };
  const line = { ...then, kept: null, now };
  expect(difference(line)).toEqual({
    role: ["Viewer", "Approver, L2"],
    gained: ["c"],
    lost: ["a"],
    sees: ["2 workspaces", "every workspace"],
  });
  const moved = (...sees: string[]) => difference({ ...line, now: { ...then, sees, version: "" } });
  expect(moved("3", "1")?.sees).toEqual(["2 workspaces", "2 workspaces, 1 of them new"]);
  expect(moved("none")?.sees).toEqual(["2 workspaces", "no workspace"]);
  expect(moved("2", "1")).toBeNull();
  expect(difference({ ...line, sees: [], now: { ...then, version: "" } })).toBeNull();
  expect(difference({ ...line, kept: now })).toBeNull();
  expect(difference({ ...line, now: { ...then, version: "" } })).toBeNull();
  expect(difference({ ...line, now: null })).toBeNull();
});
