/*
 * The worker: settles the calls that a crashed gate left open, asks new servers what they offer, moves
 * the keys on that sign access tokens and what SAML providers know us by, and clears away what has ended. It goes from tenant to tenant, each under a token of its own.
 */
import { checkBoot, openDatabase } from "@/lib/db";
import { abandonedCallSweep, createCommitter } from "@/lib/decisions";
import { announceDirectoryOutages } from "@/lib/directory";
import {
  announceEnding,
  announceOutages,
  announceOwnKeys,
  moveOwnKeysOn,
  providerReach,
  recheckDomains,
} from "@/lib/identity";
import { databaseUrl, loadConfig, loadSecrets, log, newId } from "@/lib/kernel";
import { openMailer } from "@/lib/notices";
import { announceDue } from "@/lib/reviews";
import { createLimitsSandbox } from "@/lib/stdio";
import { startTracing } from "@/lib/telemetry";
import { rotateIfDue } from "@/lib/tokens";
import { createVault, localKms } from "@/lib/vault";
import { runEntry } from "./process/entry";
import { askProviders } from "./worker/ask-providers";
import { clearEnded } from "./worker/clear-ended";
import { deliverLetters } from "./worker/deliver-letters";
import { discoverNewServers } from "./worker/discover-new-servers";
import { eachTenant } from "./worker/each-tenant";
import { every } from "./worker/every";

const SETTLE_MILLISECONDS = 3_000;
const DISCOVER_MILLISECONDS = 3_000;
const MAIL_MILLISECONDS = 3_000;
const PROVIDERS_MILLISECONDS = 15_000;
const WATCH_MILLISECONDS = 600_000;
const OUTAGES_MILLISECONDS = 30_000;
const REVIEWS_MILLISECONDS = 60_000;
const CLEAR_MILLISECONDS = 60_000;
const KEYS_MILLISECONDS = 60_000;
const DAY_SECONDS = 86_400;

runEntry("worker", async () => {
  const config = loadConfig();
  const tracing = startTracing("portcullis-worker", config.tracing);
  const secrets = loadSecrets(config);
  const db = openDatabase({
    url: databaseUrl(config, secrets, "portcullis_worker"),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-worker",
    prepare: !config.transactionPooler,
    connections: 3,
  });
  await checkBoot(db, config);
  const kms = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  const vault = createVault(db, kms);
  const committer = createCommitter({ db, instanceId: newId() });
  const sandbox = createLimitsSandbox(config);
  const settle = abandonedCallSweep(db, committer);
  const mailer = openMailer(config);
  const stops = [
    every(SETTLE_MILLISECONDS, "settling abandoned calls", async () => {
      const settled = await settle();
      if (settled > 0) log.warn("calls of a gate that died were settled as unknown", { settled });
      return settled;
    }),
    every(DISCOVER_MILLISECONDS, "asking new servers", () =>
      discoverNewServers({ db, vault, config, sandbox }),
    ),
    ...(mailer === null
      ? []
      : [
          every(MAIL_MILLISECONDS, "sending letters", () =>
            deliverLetters({ db, mailer, console: config.origins.console }),
          ),
        ]),
    every(KEYS_MILLISECONDS, "rotating signing keys", () =>
      rotateIfDue({ db, sealer: kms }, config.signingKeyDays * DAY_SECONDS),
    ),
    every(KEYS_MILLISECONDS, "rotating the SAML key", async () => {
      const moved = await moveOwnKeysOn({ db, sealer: kms });
      // What this does not reach, and what others moved, is told with what else is watched.
      if (moved > 0)
        await eachTenant(db, async (caller) => void (await announceOwnKeys({ db }, caller)));
      return moved;
    }),
    every(PROVIDERS_MILLISECONDS, "asking identity providers", () =>
      askProviders({ db, reach: providerReach(config) }),
    ),
    every(WATCH_MILLISECONDS, "watching what sign-in depends on", async () => {
      await eachTenant(db, async (caller) => {
        await announceEnding({ db }, caller);
        await announceOwnKeys({ db }, caller);
        await recheckDomains({ db, config }, caller);
      });
      return 0;
    }),
    every(OUTAGES_MILLISECONDS, "telling of outages of identity", async () => {
      let told = 0;
      await eachTenant(db, async (caller) => {
        told += await announceOutages({ db }, caller);
        told += await announceDirectoryOutages({ db }, caller);
      });
      return told;
    }),
    every(REVIEWS_MILLISECONDS, "looking at the dates of reviews", async () => {
      let told = 0;
      await eachTenant(db, async (caller) => {
        told += await announceDue({ db }, caller);
      });
      return told;
    }),
    every(CLEAR_MILLISECONDS, "clearing what has ended", () => clearEnded(db)),
  ];
  log.info("the worker is running");
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    mailer?.close();
    await sandbox.close();
    await committer.drain(2_000);
    await db.close();
    await tracing.stop();
  };
});
