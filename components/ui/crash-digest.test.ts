import { expect, it } from "vitest";
import { crashDigest, readCrashDigest } from "./crash-digest";

it("brings a problem's code and request id through, and nothing else for one", () => {
  expect(readCrashDigest(crashDigest("unavailable", "0123-abcd"))).toEqual({
    code: "unavailable",
    requestId: "0123-abcd",
  });
  expect(readCrashDigest("337690319")).toBeNull();
});
