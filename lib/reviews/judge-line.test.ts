import { expect, it } from "vitest";
import { lineRefusal } from "./judge-line";

const R = ["member:r", "member:s"];
it.each([
  ["anybody where none is named", { reviewers: [] }, null],
  ["a named one", {}, null],
  ["one who is not named", { actor: "member:x" }, "not-reviewer"],
  ["a line about a named one, by another", { actor: "member:x", subject: "member:s" }, null],
  ["themselves", { subject: "member:r", own: true }, "own"],
  ["themselves, to go", { subject: "member:r", own: true, decision: "remove" }, "own"],
  [
    "themselves, to go, by a key of theirs",
    { actor: "api-key:k", subject: "member:x", own: true, decision: "remove", reviewers: [] },
    "own",
  ],
  ["what they made, to stay", { subject: "api-key:k", own: true }, "own"],
  ["what they made, to go", { subject: "api-key:k", own: true, decision: "remove" }, null],
  ["what was asked, carried out", { actor: "member:x", asked: true, decision: "remove" }, null],
  ["what was asked, taken back by another", { actor: "member:x", asked: true }, "not-reviewer"],
] as const)("%s", (_what, part, refusal) => {
  const line = { actor: "member:r", subject: "grant:g", decision: "keep", own: false } as const;
  expect(lineRefusal({ ...line, asked: false, reviewers: R, ...part })).toBe(refusal);
});
