import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretsSchema } from "@/lib/kernel";
import { openHome } from "./home";
import { takeLock } from "./lock";
import { openSecrets } from "./secrets";

let home: string;
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), "portcullis-home-")), ".portcullis");
  openHome(home);
});
afterEach(() => rmSync(join(home, ".."), { recursive: true, force: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

describe("the home folder", () => {
  it("is closed to every other user, and so is the secrets file", () => {
    openSecrets(home, 3543);
    expect(mode(home)).toBe(0o700);
    expect(mode(join(home, "secrets.json"))).toBe(0o600);
  });

  it("keeps its secrets over starts, and follows the database's port", () => {
    const first = openSecrets(home, 3543);
    const second = openSecrets(home, 4000);
    expect(second).toEqual({ ...first, database: { ...first.database, port: 4000 } });
    expect(openSecrets(home, 4000)).toEqual(second);
  });

  it("holds secrets of the shape that every process reads, different in each installation", () => {
    const secrets = openSecrets(home, 3543);
    expect(secretsSchema.safeParse(secrets).success).toBe(true);
    const other = join(home, "other");
    openHome(other);
    const theirs = openSecrets(other, 3543);
    expect(theirs.kms.rootKey).not.toBe(secrets.kms.rootKey);
    expect(theirs.idp.users.acme?.[0]?.password).not.toBe(secrets.idp.users.acme?.[0]?.password);
  });
});

describe("the lock", () => {
  it("refuses a second supervisor on the same home and names the first", () => {
    const release = takeLock(home);
    expect(() => takeLock(home)).toThrow(new RegExp(`process ${process.pid}\\b.*PORTCULLIS_HOME`));
    release();
    takeLock(home)();
  });

  it.each([
    ["a process that is gone", { pid: 2 ** 22 + 1, begun: "1" }],
    ["a process number that another program has now", { pid: process.pid, begun: "1" }],
  ])("is taken over from %s", (_what, holder) => {
    writeFileSync(join(home, "supervisor.lock"), JSON.stringify(holder));
    takeLock(home)();
  });

  it("is taken over where its file was cut off", () => {
    writeFileSync(join(home, "supervisor.lock"), '{"pid": 1');
    takeLock(home)();
  });
});
