import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permitCommand } from "./permit-command";

let directory: string;
let program: string;
let link: string;
let other: string;
let text: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "permit-"));
  [program, link, other, text] = ["program", "link", "other", "text"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  for (const path of [program, other, text]) writeFileSync(path, "#!/bin/sh\n");
  for (const path of [program, other]) chmodSync(path, 0o755);
  chmodSync(text, 0o644);
  symlinkSync(program, link);
  mkdirSync(join(directory, "folder"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const settings = (mode: "evaluation" | "production", commands: string[] = []) => ({
  mode,
  stdio: { commands, users: { first: 1, last: 2 }, acceptUnenforced: false },
});
const refusal = (detail: RegExp) =>
  expect.objectContaining({ code: "command_refused", detail: expect.stringMatching(detail) });

describe("in production", () => {
  it("nothing is started while nothing is listed, and the problem names the setting", () => {
    for (const none of [settings("production"), { mode: "production" } as const])
      expect(() => permitCommand(program, none)).toThrowError(refusal(/PORTCULLIS_STDIO_COMMANDS/));
  });

  it("what is listed is started, as the operator wrote it, whichever link is asked for", () => {
    expect(permitCommand(program, settings("production", [program]))).toBe(program);
    expect(permitCommand(link, settings("production", [program]))).toBe(program);
    expect(permitCommand(program, settings("production", [link]))).toBe(link);
    expect(permitCommand(link, settings("production", [program, link]))).toBe(link);
  });

  it.each([
    ["another file", () => other],
    ["one below it", () => `${program}/x`],
    ["one that begins alike", () => `${program}2`],
    ["a name", () => "sh"],
    ["a path from here", () => "./program"],
    ["one that is not there", () => join(directory, "nothing")],
    ["nothing", () => ""],
  ])("%s is refused", (_what, command) => {
    expect(() => permitCommand(command(), settings("production", [program]))).toThrowError(
      refusal(/./),
    );
  });

  it("a listed file that is gone or cannot be executed starts nothing", () => {
    const gone = join(directory, "nothing");
    for (const path of [gone, text, join(directory, "folder")])
      expect(() => permitCommand(path, settings("production", [path]))).toThrowError(refusal(/./));
  });
});

describe("in evaluation", () => {
  it("a path or a name is found", () => {
    expect(permitCommand(link, settings("evaluation"))).toBe(link);
    expect(permitCommand("sh", settings("evaluation"))).toMatch(/^\/.*\/sh$/);
  });

  it.each(["no-such-program-anywhere", "./program", "../bin/sh", "/", "", "/tmp"])(
    "%j is refused",
    (command) => {
      expect(() => permitCommand(command, settings("evaluation"))).toThrowError(refusal(/./));
    },
  );
});
