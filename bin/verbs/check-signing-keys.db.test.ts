import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/lib/db/testing";
import { loadConfig } from "@/lib/kernel";
import { fillSigningKeys } from "@/lib/tokens";
import { localKms } from "@/lib/vault";
import { checkSigningKeys } from "./check-signing-keys";

const rootKey = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), "doctor-"));
const config = loadConfig({
  ...{ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation", PORTCULLIS_HOME: folder },
});
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  writeFileSync(
    config.secretsFile,
    JSON.stringify({
      ...{ version: 1, databaseKeys: [{ kid: "k", key: "k".repeat(43) }] },
      kms: { rootKey: rootKey.toString("base64url"), version: 1 },
      ...{ nextAuthSecret: "s".repeat(32), jacksonEncryptionKey: "j".repeat(32) },
      jacksonSigning: { privateKey: "", publicKey: "" },
    }),
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const check = async () => (await checkSigningKeys(database.open(), config)).state;

it("the doctor says whether access tokens can be signed, and whether somebody rotates the keys", async () => {
  expect(await check()).toBe("warning");
  const worker = database.open("portcullis_worker");
  await fillSigningKeys({ db: worker, sealer: localKms(rootKey, 1) });
  expect(await check()).toBe("ok");
  await database.admin("update portcullis.signing_keys set since = now() - interval '33 days'");
  expect(await check()).toBe("warning");
  await database.admin("update portcullis.signing_keys set sealed = '\\x01'");
  expect(await check()).toBe("failed");
});
