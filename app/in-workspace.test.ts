import { expect, it } from "vitest";
import type { SessionCaller } from "@/lib/identity";
import { inWorkspace } from "./in-workspace";

const caller = { workspaceIds: ["a", "b"], name: "Ada" } as unknown as SessionCaller;

it("a choice narrows to one's own workspace, and never widens", () => {
  expect(inWorkspace(caller, "b").workspaceIds).toEqual(["b"]);
  for (const choice of [undefined, "", "c", "all"])
    expect(inWorkspace(caller, choice).workspaceIds).toEqual(["a", "b"]);
});
