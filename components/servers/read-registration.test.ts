import { describe, expect, it } from "vitest";
import { readRegistration } from "./read-registration";

const form = (fields: Record<string, string>) => (name: string) => fields[name] ?? "";

describe("the registration form", () => {
  it.each([
    ["none", undefined],
    ["bearer", "v"],
    ["header", { header: "x-api-key", value: "v" }],
  ] as const)("of an address sends its credential: %s", (kind, credential) => {
    const fields = form({ name: "n", url: " https://a/ ", header: "x-api-key", value: "v" });
    expect(readRegistration(fields, "address", kind)).toEqual({
      name: "n",
      url: "https://a/",
      credential,
    });
  });

  it("of a command sends an argument a line and a variable a line", () => {
    const fields = form({
      name: "n",
      command: " /bin/x ",
      args: "--root\r\n/srv/my files\n\n",
      env: "A=1\nB = x=y\nbroken",
      variable: "TOKEN",
      value: "v",
    });
    expect(readRegistration(fields, "command", "none")).toEqual({
      name: "n",
      command: "/bin/x",
      args: ["--root", "/srv/my files"],
      env: { A: "1", B: " x=y", broken: "" },
      credential: { variable: "TOKEN", value: "v" },
    });
  });

  it("of a command sends no credential where none was written, and half of one to be judged", () => {
    expect(
      readRegistration(form({ command: "x" }), "command", "bearer").credential,
    ).toBeUndefined();
    expect(readRegistration(form({ value: "v" }), "command", "none").credential).toEqual({
      variable: "",
      value: "v",
    });
  });
});
