/*
 * The supervisor: opens the home, raises the database, migrates, seeds the evaluation tenants into
 * an empty one, starts every other process and keeps all of them running until it is told to stop.
 */
import { loadConfig } from "@/lib/kernel";
import { installationRoot } from "./make/root";
import { dim, line, red, stage } from "./make/screen.mjs";
import type { Evaluation } from "./seed/context";
import { planSeeding } from "./seed/plan";
import { checkExternal, raiseEmbedded } from "./supervisor/database";
import { adminUrl } from "./supervisor/database-url";
import { type Family, openFamily } from "./supervisor/family";
import { evaluationFile, openHome, readJson } from "./supervisor/home";
import { takeLock } from "./supervisor/lock";
import { neededPorts, requirePorts } from "./supervisor/ports";
import { openSecrets } from "./supervisor/secrets";
import { printWelcome } from "./supervisor/welcome";

type Started = { family: Family; release: () => void };

const begun = (globalThis as { portcullisBegun?: number }).portcullisBegun ?? performance.now();

function notice(text: string): void {
  line(`  ${dim(new Date().toTimeString().slice(0, 8))} ${text}`);
}

async function start(onOpen: (started: Started) => void): Promise<void> {
  const root = installationRoot();
  const config = loadConfig();
  const evaluates = config.mode === "evaluation";
  openHome(config.home);
  const release = takeLock(config.home);
  const secrets = openSecrets(config.home, config.ports.database);
  const family = openFamily({ root, config, secrets, notice });
  onOpen({ family, release });
  await requirePorts(neededPorts(config), config.bindAddress);

  // These two need nothing of the database: they start while it does.
  const early = evaluates ? [family.start("idp"), family.start("upstream")] : [];
  await stage("Database", (say) =>
    config.externalDatabaseUrl === undefined
      ? raiseEmbedded(config, secrets, family, say)
      : checkExternal(config.externalDatabaseUrl),
  );
  await stage("Migrations", (say) => family.setUp("migrate", say));
  if (evaluates) {
    await stage("OpenID provider", async () => {
      await early[0]?.ready;
      return config.origins.idp;
    });
    await stage("MCP server", async () => {
      await early[1]?.ready;
      return `http://localhost:${config.ports.upstream}/mcp`;
    });
  }
  const late = { console: family.start("console"), gate: family.start("gate") };
  const worker = family.start("worker");
  if (evaluates) {
    await stage("Evaluation tenants", async (say) => {
      const { done } = await planSeeding(config, adminUrl(config, secrets));
      return done ? "kept as they were" : family.setUp("seed", say);
    });
  }
  await stage("Gate", async () => {
    await late.gate.ready;
    return config.origins.gate;
  });
  await stage("Worker", async () => {
    await worker.ready;
    return "running";
  });
  await stage("Console", async () => {
    await late.console.ready;
    return config.origins.console;
  });
  const evaluation = evaluates ? readJson<Evaluation>(evaluationFile(config.home)) : null;
  printWelcome(config, evaluation, performance.now() - begun);
}

/** npm passes a Ctrl-C on that the terminal has sent to everybody already: that is not a second one. */
const ONE_PRESS_MS = 1_000;

let started: Started | undefined;
let stoppingSince: number | undefined;

async function stop(code: number): Promise<void> {
  if (stoppingSince !== undefined) return;
  stoppingSince = performance.now();
  await started?.family.stopAll();
  started?.release();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stoppingSince === undefined) {
      line("\n  Stopping.");
      void stop(0);
    } else if (performance.now() - stoppingSince > ONE_PRESS_MS) {
      // Asked again: go now. The children end with this process.
      process.exit(1);
    }
  });
}

start((opened) => {
  started = opened;
}).catch(async (error: unknown) => {
  if (stoppingSince !== undefined) return;
  const message = error instanceof Error ? error.message : String(error);
  line(`\n${red(message)}\n`);
  await stop(1);
});
