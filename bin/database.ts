/*
 * The embedded PostgreSQL, as a process under the supervisor. This small process stands between the
 * two for one reason: PostgreSQL does not notice when the supervisor ends, and this one does.
 */
import { loadConfig, loadSecrets } from "@/lib/kernel";
import { startServer, stopServer } from "./database/cluster";
import { clearLeftovers } from "./database/leftover";
import { runEntry } from "./process/entry";
import { databaseFolder, EMBEDDED_SETTINGS } from "./supervisor/home";

runEntry("database", async () => {
  const config = loadConfig();
  const { database } = loadSecrets(config);
  if (!database?.superuser) throw new Error("The secrets file names no embedded database.");
  const dataFolder = databaseFolder(config.home);
  const cleared = await clearLeftovers(dataFolder);
  if (cleared) process.stderr.write(`${cleared}\n`);
  const server = startServer(
    {
      dataFolder,
      port: config.ports.database,
      superuser: database.superuser,
      settings: EMBEDDED_SETTINGS,
    },
    (line) => process.stderr.write(`${line}\n`),
  );
  // A stop may come before the server is ready: it must not go on alone.
  process.once("exit", () => server.process.kill("SIGINT"));
  await server.ready;
  let asked = false;
  server.process.once("exit", (code, signal) => {
    if (!asked) {
      process.stderr.write(`PostgreSQL ended with ${signal ?? code}\n`);
      process.exit(1);
    }
  });
  return () => {
    asked = true;
    return stopServer(server.process);
  };
});
