import { expect, it } from "vitest";
import { keyExamples, keyFile } from "./examples";

const KEY = { id: "0190-id", name: "Nightly CI (EU)", token: "pck_x" };

it("every example holds the address and the key, and renewing names the key itself", () => {
  const examples = keyExamples("http://localhost:3000", KEY);
  for (const { code } of examples) {
    expect(code).toContain("http://localhost:3000");
    expect(code).toContain("pck_x");
  }
  expect(examples.find(({ id }) => id === "rotation")?.code).toContain(
    "/api/v1/api-keys/0190-id/rotate",
  );
});

it("the file is named after the key, and a name cannot add a setting to it", () => {
  const file = keyFile("http://localhost:3000", { ...KEY, name: "CI\nPATH=/tmp" });
  expect(keyFile("", KEY).name).toBe("nightly-ci-eu.env");
  expect(file.text.split("\n").filter((line) => line.startsWith("PATH"))).toEqual([]);
  expect(keyFile("", { ...KEY, name: "***" }).name).toBe("portcullis-key.env");
  expect(keyFile("", { ...KEY, name: "../../etc/passwd\0.sh" }).name).toBe("etc-passwd-sh.env");
});
