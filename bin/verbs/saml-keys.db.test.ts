import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { keepOwnKey } from "@/lib/identity/own-keys";
import { addConnection } from "@/lib/identity/testing/members";
import { loadConfig } from "@/lib/kernel";
import { localKms } from "@/lib/vault";
import { checkSamlKeys } from "./check-saml-keys";
import { verb } from "./keys";
import { Misuse } from "./verb";

const rootKey = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), "saml-keys-"));
let database: TestDatabase;
let tenant: TestTenant;
beforeAll(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  const id = await addConnection(database, tenant.tenantId);
  await database.admin("update portcullis.connections set kind = 'saml' where id = $1", [id]);
  vi.stubEnv("PORTCULLIS_MODE", "evaluation");
  vi.stubEnv("PORTCULLIS_HOME", folder);
  vi.stubEnv("DATABASE_URL", database.urls.portcullis_worker);
  writeFileSync(
    loadConfig().secretsFile,
    JSON.stringify({
      version: 1,
      databaseKeys: database.keys.map(({ kid, key }) => ({ kid, key: key.toString("base64url") })),
      kms: { rootKey: rootKey.toString("base64url"), version: 1 },
      ...{ nextAuthSecret: "s".repeat(32), jacksonEncryptionKey: "j".repeat(32) },
      jacksonSigning: { privateKey: "", publicKey: "" },
    }),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** The exit code, and what was printed. */
async function run(...words: string[]): Promise<[number, unknown]> {
  let text = "";
  const out = vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    const code = await verb.run([...words, "--json"]);
    return [code, JSON.parse(text)];
  } finally {
    out.mockRestore();
  }
}
const states = (printed: unknown) =>
  (printed as { keys: { state: string }[] }).keys.map(({ state }) => state);

it("the operator replaces the SAML key in two steps, and whom it concerns is told of each", async () => {
  const doctor = async () => (await checkSamlKeys(database.open(), loadConfig())).state;
  expect(await doctor()).toBe("warning");
  expect(await run("saml")).toEqual([0, { keys: [] }]);
  const sealer = localKms(rootKey, 1);
  const held = { store: { get: async () => null, delete: async () => {} }, encryptionKey: "" };
  await keepOwnKey({ db: database.open(), sealer }, held, "acme.test");
  expect(await doctor()).toBe("ok");

  expect((await run("saml", "finish"))[0]).toBe(1);
  const [begun, next] = await run("saml", "rotate", "--after-days", "30", "--operator", "ada");
  expect([begun, states(next)]).toEqual([0, ["next", "current"]]);
  expect((await run("saml", "rotate"))[0]).toBe(1);
  const [finished, last] = await run("saml", "finish", "--overlap-days", "2", "--operator", "bob");
  expect([finished, states(last)]).toEqual([0, ["current", "previous"]]);
  expect((await run("saml", "list"))[1]).toEqual(last);

  const rows = await database.admin<{ actor: string; action: string }>(
    `select convert_from(bytes, 'utf8')::jsonb -> 'body' ->> 'actor' as actor,
       convert_from(bytes, 'utf8')::jsonb -> 'body' ->> 'action' as action
     from portcullis.ledger_entries where tenant_id = $1 and type = 'saml-key.rotated' order by seq`,
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    { actor: "operator:ada", action: "saml-key.begin" },
    { actor: "operator:bob", action: "saml-key.finish" },
  ]);
  const kinds = await database.admin<{ kind: string }>(
    "select kind from portcullis.notices where tenant_id = $1 order by id",
    [tenant.tenantId],
  );
  expect(kinds.map(({ kind }) => kind)).toEqual([
    "own-certificate.changing",
    "own-certificate.changed",
  ]);
  await database.admin("update portcullis.saml_keys set sealed = '\\x01'");
  expect(await doctor()).toBe("failed");
});

it.each([
  ["saml rotate --after-days x"],
  ["saml rotate --overlap-days 366"],
  ["saml rotate --overlap 30"],
  ["saml finish --after-days 3"],
  ["saml finish --operator é"],
  ["saml list --overlap-days 3"],
  ["saml forget"],
  ["signing rotate --after-days 3"],
])("keys %s is misuse", async (words) => {
  await expect(verb.run(words.split(" "))).rejects.toBeInstanceOf(Misuse);
});
