import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { evaluation, house } from "../house/house";
import { type Answer, ask, headerOf } from "./ask";
import { type CanaryTenant, cookieOf, makeTenant } from "./tenant";
import { AWAY, FROM, GATE_FROM, LINES, ladders, ODD, PAGES, TARGETS } from "./ways-out";

/*
 * No address leads out of the folders that are meant to be served, however the way up is written, and
 * none leads a browser to another house. Nothing fails over an address that means nothing.
 */
let tenant: CanaryTenant;
test.beforeAll(async () => {
  tenant = await makeTenant();
});

const { root, home } = house();
/** Texts that stand in files which nobody may have: keys of this house, and what the product is made of. */
function forbidden(): string[] {
  const secrets = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8"));
  const keys = JSON.stringify(secrets).match(/[A-Za-z0-9_+/=-]{20,}/g) ?? [];
  const lines = ["root:x:0:0", '"private": true', "ref: refs/", "export type Config", "-----BEGIN"];
  return [...keys, ...lines, tenant.owner.token];
}

/** What is served as a file: the folder of public files, and what the build hands to browsers. */
function servedFiles(): Set<string> {
  const texts = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  return new Set([...texts(join(root, "public")), ...texts(join(root, ".next/static"))]);
}

function faultsOf(answer: Answer, served: Set<string>, secrets: readonly string[]): string[] {
  const type = headerOf(answer, "content-type") ?? "";
  const isPage = /^text\/html|^application\/problem\+json|^text\/plain/.test(type);
  const isFile = answer.status === 200 && !(isPage && type.startsWith("text/html"));
  const found = secrets.filter((secret) => answer.text.includes(secret));
  return [
    ...(answer.status >= 500 || answer.status === 0 ? [`status ${answer.status}`] : []),
    ...found.map((secret) => `holds ${secret}`),
    ...(isFile && !served.has(answer.text) ? [`a file that is not served: ${type}`] : []),
  ];
}

async function expectNoWayOut(paths: readonly string[], door?: string): Promise<void> {
  const served = servedFiles();
  const secrets = forbidden();
  for (let at = 0; at < paths.length; at += 32) {
    await Promise.all(
      paths.slice(at, at + 32).map(async (path) => {
        const answer = await ask(path, { headers: cookieOf(tenant.owner.token) }, door);
        expect.soft(faultsOf(answer, served, secrets), path.slice(0, 200)).toEqual([]);
      }),
    );
  }
}

test("no way up leads out of the console's folders", () => expectNoWayOut(ladders(FROM)));
test("no way up leads out of the console's pages", () => expectNoWayOut(ladders(PAGES)));
test("no odd address is more than an address", () => expectNoWayOut(ODD));
test("no way leads out of the gate, which serves no files at all", async () => {
  const { gate } = evaluation();
  await expectNoWayOut([...ladders(GATE_FROM), ...ODD], gate);
  for (const path of ladders(GATE_FROM).slice(0, 200))
    expect.soft((await ask(path, {}, gate)).status, path).toBeGreaterThanOrEqual(400);
});

test("no address of ours leads a browser to another house", async () => {
  let led = 0;
  for (const door of [evaluation().console, evaluation().gate]) {
    for (const path of AWAY) {
      const answer = await ask(path, {}, door);
      const location = headerOf(answer, "location");
      expect.soft(answer.status, path).toBeLessThan(500);
      if (location === undefined) continue;
      led++;
      expect.soft(new URL(location, door).origin, `${path} to ${location}`).toBe(door);
    }
  }
  expect(led).toBeGreaterThan(2);
});

test("no address puts a header or a line of its own into an answer", async () => {
  for (const door of [evaluation().console, evaluation().gate]) {
    for (const path of LINES) {
      const headers = { ...cookieOf(tenant.owner.token), "x-request-id": "a b\tx-planted: 1" };
      const answer = await ask(path, { headers }, door);
      expect.soft(answer.status, path).toBeLessThan(500);
      expect.soft(headerOf(answer, "x-planted"), path).toBeUndefined();
      const said = answer.headers.map(([, value]) => value).join("");
      expect.soft(said, path).not.toMatch(/[\r\n\u560a\u560d]/);
      expect.soft(headerOf(answer, "x-request-id"), path).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    }
  }
});

test("bytes that are no address are refused, and the door goes on", async () => {
  for (const door of [evaluation().console, evaluation().gate]) {
    const { host, port } = new URL(door);
    for (const target of [
      "/\0",
      "/a\0/../../etc/passwd",
      "/\xff\xfe",
      "/\u0000%00",
      "..",
      "*",
      "/ /x",
    ]) {
      const said = await raw(
        Number(port),
        `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
      );
      expect.soft(said, JSON.stringify(target)).toMatch(/^HTTP\/1\.1 [34]\d\d /);
      expect.soft(said).not.toContain("root:x:0:0");
    }
    expect((await ask("/healthz", {}, door)).status).toBe(200);
  }
});

test("what is looked for is there to be found", () => {
  for (const target of TARGETS.filter((one) => !one.startsWith("etc")))
    expect(existsSync(join(root, target)) || target.startsWith(".git"), target).toBe(true);
  expect(forbidden().length).toBeGreaterThan(8);
  expect(servedFiles().size).toBeGreaterThan(20);
  const leak: Answer = {
    status: 200,
    headers: [],
    text: readFileSync(join(root, "package.json"), "utf8"),
  };
  expect(faultsOf(leak, servedFiles(), forbidden())).toHaveLength(2);
});

function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    let said = "";
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer")));
    socket.on("data", (piece) => {
      said += piece.toString("latin1");
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(said));
  });
}
