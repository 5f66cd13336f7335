/*
 * The steps from a clone to something that runs: install, generate, bundle, build. Each does its
 * work only when what it depends on changed, and says in a few words what it did. Plain Node
 * imports only: on a fresh clone nothing else is there.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const NEEDED_NODE = [20, 19];
const LAST_LINES = 120;

/** Throws where this Node is too old to run what follows. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor, needMinor] = NEEDED_NODE;
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    throw new Error(
      `Portcullis needs Node ${NEEDED_NODE.join(".")} or newer; this is ${process.versions.node}.`,
    );
  }
}

/** Runs a program quietly; where it fails, its last lines are the error. */
export function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const keep = (chunk) => {
      said = (said + chunk).slice(-40_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(said);
      const tail = said.trim().split("\n").slice(-LAST_LINES).join("\n");
      reject(new Error(`${program} ${args.join(" ")} ended with ${signal ?? code}\n\n${tail}`));
    });
  });
}

/**
 * True when node_modules holds what package-lock.json names. npm leaves its own account of what it
 * installed in node_modules, written last; packages for other systems are absent there by right.
 */
export function isInstalled() {
  const accountFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(accountFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(accountFile, "utf8")).packages;
  for (const [path, wants] of Object.entries(wanted)) {
    if (path === "") continue;
    const has = present[path];
    if (!has && !wants.optional) return false;
    if (has && (has.version !== wants.version || has.integrity !== wants.integrity)) return false;
  }
  return Object.keys(present).every((path) => wanted[path] !== undefined);
}

export async function install(say) {
  if (isInstalled()) return "up to date";
  say("npm ci, about a minute");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Development packages too: the build needs some, and `npm test` must not install twice.
  await run(npm, ["ci", "--include=dev", "--no-audit", "--no-fund"], { NODE_ENV: "development" });
  return "installed";
}

export async function generate(say) {
  const stampFile = join(root, "lib/db/generated/.stamp");
  const hash = hashOf(root, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
  if (isFresh(stampFile, hash)) return "up to date";
  say("prisma generate");
  // No engine is needed to generate, yet the command insists on one and would download it.
  const engine = existsSync("/bin/true") ? "/bin/true" : "/usr/bin/true";
  await run(process.execPath, [join(root, "node_modules/prisma/build/index.js"), "generate"], {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  });
  writeStamp(stampFile, hash);
  return "generated";
}

/** The types of the API's client, from the endpoints as they are. */
export async function generateClient(say) {
  const stampFile = join(root, "lib/client/generated/.stamp");
  const inputs = ["app/api", "app/rooms.ts", "lib", "bin/make/client.mjs", "package-lock.json"];
  const hash = hashOf(root, inputs);
  if (isFresh(stampFile, hash)) return "up to date";
  say("from the API's description");
  const { makeClient } = await import("./client.mjs");
  await makeClient(root, run);
  writeStamp(stampFile, hash);
  return "generated";
}

export async function bundleProcesses(say) {
  const stampFile = join(root, ".build/.stamp");
  const hash = hashOf(root, [
    "bin",
    "lib",
    "prisma/schema.prisma",
    "tsconfig.json",
    "package-lock.json",
  ]);
  if (isFresh(stampFile, hash)) return "up to date";
  say("esbuild");
  await bundle(root);
  writeStamp(stampFile, hash);
  return "bundled";
}

const CONSOLE_INPUTS = [
  ...["app", "components", "lib", "public", "prisma/schema.prisma"],
  ...["next.config.ts", "postcss.config.mjs", "proxy.ts", "instrumentation.ts"],
  ...["package.json", "package-lock.json", "tsconfig.json"],
];

export async function buildConsole(say) {
  const stampFile = join(root, ".next/.portcullis-stamp");
  const hash = hashOf(root, CONSOLE_INPUTS, process.versions.node);
  if (isFresh(stampFile, hash)) return "up to date";
  say("next build, about half a minute");
  await run(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  writeStamp(stampFile, hash);
  return "built";
}
