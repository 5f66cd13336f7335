import { describe, expect, it } from "vitest";
import { newMemberSchema } from "@/lib/people/member.schema";
import { placesFault, withPlacesChosen } from "./places-chosen";

describe("a choice of workspaces", () => {
  it.each([
    ["every one", "every"],
    ["nothing said", null],
    ["nothing asked", undefined],
    ["one", ["a"]],
  ] as const)("lets %s be", (_, places) => {
    expect(placesFault(places)).toBeUndefined();
  });

  it("asks for one where some were to be named and none was", () => {
    expect(placesFault([])).toBe("Choose at least one workspace");
  });
});

describe("a form with such a choice", () => {
  const schema = withPlacesChosen(newMemberSchema);
  const ada = { name: "Ada", email: "ada@acme.test", subject: "00u1", role: "viewer" };
  const faultsOf = (value: unknown) =>
    schema.safeParse(value).error?.issues.map(({ path }) => path.join("/"));

  it("holds with the choice made, or not to be made", () => {
    expect(faultsOf({ ...ada, workspaces: "every" })).toBeUndefined();
    expect(faultsOf({ ...ada, workspaces: undefined })).toBeUndefined();
  });

  it("names the choice beside what else is amiss", () => {
    expect(faultsOf({ ...ada, workspaces: [] })).toEqual(["workspaces"]);
    expect(faultsOf({ ...ada, name: "", workspaces: [] })).toEqual(["name", "workspaces"]);
  });
});
