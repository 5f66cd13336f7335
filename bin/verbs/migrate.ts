import { join } from "node:path";
import { migrate } from "@/lib/db";
import { loadConfig, loadSecrets } from "@/lib/kernel";
import { installationRoot } from "../make/root";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

export const verb: Verb = {
  name: "migrate",
  summary: "Bring the database to this version, over an administrator's connection",
  usage: `portcullis migrate [--json]
  Needs DATABASE_ADMIN_URL: a connection that may create roles. Role passwords and database keys are
  taken from the secrets file (PORTCULLIS_SECRETS_FILE). Safe to run again and beside a running house.`,
  async run(args) {
    const { json } = parseWords(args, {});
    const adminUrl = process.env.DATABASE_ADMIN_URL;
    if (adminUrl === undefined)
      throw new Misuse("Set DATABASE_ADMIN_URL to a connection that may create roles.");
    const config = loadConfig();
    const secrets = loadSecrets(config);
    const applied: string[] = [];
    await migrate({
      adminUrl,
      mode: config.mode,
      directory: join(installationRoot(), "prisma", "migrations"),
      rolePasswords: secrets.database?.roles,
      keys: secrets.databaseKeys.map(({ kid, key }) => ({
        kid,
        key: Buffer.from(key, "base64url"),
      })),
      log: (line) => {
        applied.push(line);
        if (!json) print(line);
      },
    });
    if (json) printJson({ applied });
    else if (applied.length === 0) print("Nothing to apply: the database is up to date.");
    return 0;
  },
};
