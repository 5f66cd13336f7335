import { describe, expect, it } from "vitest";
import { oneParam, withParams } from "./href";

describe("withParams", () => {
  it("changes one parameter and keeps the others, in a stable order", () => {
    expect(withParams("/d", { tool: "echo", cursor: "abc" }, { cursor: "def" })).toBe(
      "/d?cursor=def&tool=echo",
    );
  });
  it("takes out what is undefined or empty, and the question mark with the last one", () => {
    expect(withParams("/d", { tool: "echo" }, { tool: undefined })).toBe("/d");
    expect(withParams("/d", { tool: "" }, {})).toBe("/d");
  });
  it("encodes what a rule pointer may hold", () => {
    expect(withParams("/d", {}, { rule: "/tools/a b/deny_if/0" })).toBe(
      "/d?rule=%2Ftools%2Fa+b%2Fdeny_if%2F0",
    );
  });
  it("counts a parameter that is given twice once", () => {
    expect(withParams("/d", { tool: ["a", "b"] }, {})).toBe("/d?tool=a");
    expect(oneParam(["a", "b"])).toBe("a");
    expect(oneParam("")).toBeUndefined();
  });
});
