import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { rotateDatabaseKeys } from "@/lib/db";
import { loadConfig, loadSecrets } from "@/lib/kernel";
import { rotateSigningKeys } from "@/lib/tokens";
import { localKms } from "@/lib/vault";
import { adminConnection } from "./admin-connection";
import { withRole } from "./open-role";
import { SAML_KEYS_OPTIONS, SAML_KEYS_USAGE, samlKeys } from "./saml-keys";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

const DEFAULT_OVERLAP_SECONDS = 86_400;

export const verb: Verb = {
  name: "keys",
  summary: "Rotate the keys of database tokens, of access tokens, and towards SAML providers",
  usage: `portcullis keys signing rotate [--json]
  Moves the keys that sign access tokens on by one: the next key signs, the one that signed still
  verifies, the one before that is forgotten. The worker does the same by schedule. After a key has
  leaked, rotate twice: its tokens end with it, and clients refresh theirs by themselves. Connects as
  portcullis_worker.

${SAML_KEYS_USAGE}

portcullis keys database rotate [--overlap SECONDS] [--json]
  Makes a new key, makes it known to the database, puts it first in the secrets file, and lets the old
  ones verify for the overlap (a day unless told otherwise). Processes sign with the new key from their
  next start on, so restart each within the overlap. Needs the administrator's connection: the embedded
  database's own, or DATABASE_ADMIN_URL.`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, {
      ...{ overlap: { type: "string" } },
      ...SAML_KEYS_OPTIONS,
    });
    const what = positionals.join(" ");
    const saml = /^saml(?: (list|rotate|finish))?$/.exec(what);
    if (saml !== null && values.overlap === undefined)
      return await samlKeys(saml[1] ?? "list", values, json);
    if (Object.keys(SAML_KEYS_OPTIONS).some((name) => Object.hasOwn(values, name)))
      throw new Misuse("Days and an operator are of keys saml.");
    if (what === "signing rotate" && values.overlap === undefined) return await rotateSigning(json);
    if (what !== "database rotate")
      throw new Misuse('Say "keys database rotate", "keys signing rotate" or "keys saml".');
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

async function rotateSigning(json: boolean): Promise<number> {
  return await withRole("portcullis_worker", async (db, config) => {
    const { kms } = loadSecrets(config);
    const sealer = localKms(Buffer.from(kms.rootKey, "base64url"), kms.version);
    const rotated = await rotateSigningKeys({ db, sealer });
    if (rotated === null) {
      if (json) printJson({ error: "somebody else rotated them at the same time" });
      else print("Somebody else rotated them at the same time.");
      return 1;
    }
    if (json) printJson(rotated);
    else print(`${rotated.signs} signs now. ${rotated.next} is the next one.`);
    return 0;
  });
}

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
