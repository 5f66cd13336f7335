/*
 * The gate's process: a bare HTTP server in front of upstream servers. It has no state of its own;
 * as many may run as the load asks for.
 */
import { checkBoot, openDatabase } from "@/lib/db";
import { createGate } from "@/lib/gate";
import { databaseUrl, loadConfig, loadSecrets, log } from "@/lib/kernel";
import { startTracing } from "@/lib/telemetry";
import { createVault, localKms } from "@/lib/vault";
import { runEntry } from "./process/entry";
import { listen } from "./process/listen";

runEntry("gate", async () => {
  const config = loadConfig();
  const tracing = startTracing("portcullis-gate", config.tracing);
  const secrets = loadSecrets(config);
  const db = openDatabase({
    url: databaseUrl(config, secrets, "portcullis_gate"),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-gate",
    prepare: !config.transactionPooler,
    // As long as the server lets a statement of the gate's run: beyond that it is the server that is
    // away, and the connection is needed.
    queryMilliseconds: 5_000,
  });
  await checkBoot(db, config);
  const kms = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  const gate = await createGate({ db, vault: createVault(db, kms), config });
  await listen(gate.server, config.ports.gate, config.bindAddress);
  log.info("the gate is open", { origin: config.origins.gate });
  return async () => {
    await gate.close();
    await db.close();
    await tracing.stop();
  };
});
