/*
 * The steps of a start that need the whole house loaded, run once in a process of their own: so the
 * supervisor, which lives as long as everything else, stays small and free of their libraries.
 *
 *   node .build/setup.js migrate
 *   node .build/setup.js seed
 */
import { join } from "node:path";
import { migrate } from "@/lib/db";
import { loadConfig } from "@/lib/kernel";
import { installationRoot } from "./make/root";
import { seedEvaluation } from "./seed/evaluation";
import { adminUrl } from "./supervisor/database-url";
import { openSecrets } from "./supervisor/secrets";

/** What this process tells the supervisor. */
export type SetupMessage = { type: "doing" | "done"; detail: string };

const tell = (message: SetupMessage) => {
  if (process.send) process.send(message);
  else process.stdout.write(`${message.detail}\n`);
};

async function main(step: string | undefined): Promise<void> {
  const config = loadConfig();
  const secrets = openSecrets(config.home, config.ports.database);
  const url = adminUrl(config, secrets);
  if (step === "migrate") {
    const applied: string[] = [];
    await migrate({
      adminUrl: url,
      mode: config.mode,
      directory: join(installationRoot(), "prisma", "migrations"),
      rolePasswords: secrets.database?.roles ?? {},
      keys: secrets.databaseKeys.map(({ kid, key }) => ({
        kid,
        key: Buffer.from(key, "base64url"),
      })),
      log: (text) => applied.push(text),
    });
    tell({
      type: "done",
      detail: applied.length === 0 ? "up to date" : `${applied.length} applied`,
    });
  } else if (step === "seed") {
    const say = (detail: string) => tell({ type: "doing", detail });
    tell({ type: "done", detail: await seedEvaluation({ config, secrets, adminUrl: url, say }) });
  } else {
    throw new Error(`There is no step "${step ?? ""}".`);
  }
}

main(process.argv[2]).then(
  // Libraries leave timers behind that would keep the process.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
