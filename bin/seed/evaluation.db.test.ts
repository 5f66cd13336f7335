import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/lib/db/testing";
import type { Jackson } from "@/lib/identity";
import { loadConfig } from "@/lib/kernel";
import { evaluationFile, openHome, readJson } from "../supervisor/home";
import { openSecrets } from "../supervisor/secrets";
import { openBroker } from "./connection";
import type { Evaluation, SeedContext } from "./context";
import { seedEvaluation } from "./evaluation";

let database: TestDatabase;
let home: string;

beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), "portcullis-seed-"));
  openHome(home);
});
afterAll(async () => {
  await (await broker)?.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

/** Nothing listens on these ports: seeding must not depend on the servers it registers. */
function context(ports: Record<string, string> = {}): SeedContext {
  const config = loadConfig({
    NODE_ENV: "test",
    PORTCULLIS_MODE: "evaluation",
    PORTCULLIS_HOME: home,
    DATABASE_URL: database.adminUrl,
    PORT_IDP: "4001",
    PORT_UPSTREAM: "4002",
    ...ports,
  });
  const secrets = openSecrets(home, config.ports.database);
  const { roles, databaseKeys } = inject("cluster");
  if (secrets.database) secrets.database.roles = roles;
  secrets.databaseKeys = databaseKeys;
  return { config, secrets, adminUrl: database.adminUrl, say: () => undefined };
}

/** One broker for all runs: a process holds a single one. */
let broker: Promise<Jackson> | undefined;
const seed = (run: SeedContext) =>
  seedEvaluation(run, async (opening) => {
    broker ??= openBroker(opening);
    return { ...(await broker), close: async () => undefined };
  });

const read = () => readJson<Evaluation>(evaluationFile(home)) as Evaluation;
const rows = (table: string) => database.admin(`select * from portcullis.${table}`);

describe.sequential("seeding the evaluation tenants", () => {
  it("makes two tenants, each with six people, an API key and two grants", async () => {
    expect(await seed(context())).toBe("acme, globex seeded");
    const { tenants } = read();
    expect(tenants.map(({ slug }) => slug)).toEqual(["acme", "globex"]);
    for (const { slug, users, apiKey, grants } of tenants) {
      expect(users.map(({ email }) => email).sort()).toEqual(
        ["admin", "approver", "auditor", "policy", "security", "viewer"].map(
          (local) => `${local}@${slug}.test`,
        ),
      );
      expect(apiKey).toMatch(/^pck_/);
      expect(grants.map(({ name, server }) => [name, server])).toEqual([
        ["governed", "everything"],
        ["open", "open"],
      ]);
    }
    expect(statSync(evaluationFile(home)).mode & 0o777).toBe(0o600);
    expect(await rows("members")).toHaveLength(12);
    expect(await rows("rule_sets")).toHaveLength(4);
  });

  it("changes nothing the second time", async () => {
    const before = read();
    expect(await seed(context())).toBe("kept as they were");
    expect(read()).toEqual(before);
    expect(await rows("grants")).toHaveLength(4);
  });

  it("brings back nothing that somebody revoked or removed", async () => {
    await database.admin("update portcullis.grants set revoked_at = now()");
    await seed(context());
    expect(await rows("grants")).toHaveLength(4);
  });

  it("follows ports that were moved, and keeps every secret", async () => {
    const before = read();
    await seed(context({ PORT_GATE: "5100", PORT_UPSTREAM: "5300", PORT_IDP: "5200" }));
    const after = read();
    expect(after.gate).toBe("http://localhost:5100");
    expect(after.tenants[0]?.grants[0]?.mcpUrl).toMatch(/^http:\/\/localhost:5100\/mcp\//);
    expect(after.tenants[0]?.grants[0]?.token).toBe(before.tenants[0]?.grants[0]?.token);
    const servers = await rows("servers");
    expect(new Set(servers.map(({ url }) => url))).toEqual(new Set(["http://localhost:5300/mcp"]));
  });

  it("goes on where a start was cut off, with new secrets for those that were lost", async () => {
    const before = read();
    rmSync(evaluationFile(home));
    expect(await seed(context())).toBe("acme, globex seeded");
    const after = read();
    expect(after.tenants.map(({ id }) => id)).toEqual(before.tenants.map(({ id }) => id));
    expect(after.tenants[0]?.apiKey).not.toBe(before.tenants[0]?.apiKey);
    expect(await rows("members")).toHaveLength(12);
    expect(await rows("servers")).toHaveLength(4);
    const keys = await rows("api_keys");
    expect(keys.filter(({ revoked_at }) => revoked_at === null)).toHaveLength(2);
  });
});
