import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { rotateDatabaseKeys } from "@/lib/db";
import { loadConfig, loadSecrets } from "@/lib/kernel";
import { adminConnection } from "./admin-connection";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

const DEFAULT_OVERLAP_SECONDS = 86_400;

export const verb: Verb = {
  name: "keys",
  summary: "Rotate the keys that sign database tokens",
  usage: `portcullis keys database rotate [--overlap SECONDS] [--json]
  Makes a new key, makes it known to the database, puts it first in the secrets file, and lets the old
  ones verify for the overlap (a day unless told otherwise). Processes sign with the new key from their
  next start on, so restart each within the overlap. Needs the administrator's connection: the embedded
  database's own, or DATABASE_ADMIN_URL.`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, { overlap: { type: "string" } });
    if (positionals.join(" ") !== "database rotate")
      throw new Misuse('Say "keys database rotate".');
    const overlapSeconds = Number(values.overlap ?? DEFAULT_OVERLAP_SECONDS);
    if (!Number.isInteger(overlapSeconds) || overlapSeconds < 60) {
      throw new Misuse(
        "--overlap takes whole seconds, 60 or more: tokens of the old key live that long.",
      );
    }
    const config = loadConfig();
    const secrets = loadSecrets(config);
    const kid = `k${Date.now().toString(36)}`;
    const key = randomBytes(32);
    const notAfter = await rotateDatabaseKeys(
      adminConnection(config, secrets),
      { kid, key },
      overlapSeconds,
    );
    const kept = secrets.databaseKeys.slice(0, 1);
    writeSecrets(config.secretsFile, [{ kid, key: key.toString("base64url") }, ...kept]);
    if (json) printJson({ kid, oldKeysVerifyUntil: notAfter.toISOString() });
    else
      print(
        `New key ${kid}. The old ones verify until ${notAfter.toISOString()}: restart every process before then.`,
      );
    return 0;
  },
};

/** Replaces the file whole, so that a process that reads it meanwhile sees the old or the new one. */
function writeSecrets(file: string, databaseKeys: readonly { kid: string; key: string }[]): void {
  const content = JSON.parse(readFileSync(file, "utf8")) as object;
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify({ ...content, databaseKeys }, null, 2)}\n`, {
    mode: 0o600,
  });
  chmodSync(next, 0o600);
  renameSync(next, file);
}
