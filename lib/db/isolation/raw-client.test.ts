import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/* The wrapper is the only way to a connection, because lint refuses every other. */
const root = join(import.meta.dirname, "../../..");

const WAYS_AROUND = {
  "the driver": 'import pg from "pg"; export const x = pg;',
  "its type": 'import type { Pool } from "pg"; export type X = Pool;',
  "its inside": 'import Client from "pg/lib/client"; export const x = Client;',
  "its pool": 'import Pool from "pg-pool"; export const x = Pool;',
  "the driver, later": 'export const x = await import("pg");',
  "the driver, required": 'export const x = require("pg");',
  "the driver, passed on": 'export { Pool } from "pg";',
  "Prisma's client":
    'import { PrismaClient } from "@prisma/client"; export const x = PrismaClient;',
  "its inside too": 'import { x } from "@prisma/client/runtime/client"; export const y = x;',
  "its adapter": 'import { PrismaPg } from "@prisma/adapter-pg"; export const x = PrismaPg;',
  "the generated client":
    'import { PrismaClient } from "@/lib/db/generated/client"; export const x = PrismaClient;',
  "the generated client by its path":
    'import { PrismaClient } from "../db/generated/client"; export const x = PrismaClient;',
};
const PLACES = ["lib/servers/x.ts", "lib/gate/x.ts", "app/t/x.tsx", "components/x.tsx", "bin/x.ts"];

let folder: string;
let refused: Set<string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-lint-"));
  const {
    vcs: _vcs,
    $schema: _schema,
    ...config
  } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  write("biome.json", JSON.stringify(config));
  for (const [index, source] of Object.values(WAYS_AROUND).entries()) {
    for (const place of [...PLACES, "lib/db/x.ts"]) write(fileOf(place, index), source);
  }
  write(
    "lib/servers/innocent.ts",
    'import { withTenant } from "@/lib/db"; export const x = withTenant;',
  );
  const { stdout } = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["lint", "--reporter=json", "--max-diagnostics=none", "."],
    { cwd: folder, encoding: "utf8" },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { severity: string; category: string; location: { path: string } }[];
  };
  refused = new Set(
    diagnostics
      .filter(
        (found) =>
          found.severity === "error" && found.category === "lint/style/noRestrictedImports",
      )
      .map((found) => found.location.path),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (place: string, index: number) => place.replace("x.ts", `way-${index}.ts`);

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`);
}

describe.each(PLACES.map((place) => ({ place })))("lint refuses in $place", ({ place }) => {
  it.each(Object.keys(WAYS_AROUND))("%s", (way) => {
    expect(refused).toContain(fileOf(place, Object.keys(WAYS_AROUND).indexOf(way)));
  });
});

it("lint lets the database room and the wrapper's callers be", () => {
  expect(refused).not.toContain(fileOf("lib/db/x.ts", 0));
  expect(refused).not.toContain("lib/servers/innocent.ts");
});
