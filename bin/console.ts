/*
 * The console's process: Next behind a plain HTTP server of ours, which binds the configured address
 * only, gives every request an id before anything sees it, and ends with its supervisor.
 */
import next from "next";
import { loadConfig } from "@/lib/kernel";
import { startTracing } from "@/lib/telemetry";
import { installationRoot } from "./make/root";
import { createConsoleServer } from "./process/console-server";
import { watchConsole } from "./process/console-watch";
import { runEntry } from "./process/entry";
import { close, listen } from "./process/listen";

runEntry("console", async () => {
  const config = loadConfig();
  const tracing = startTracing("portcullis-console", config.tracing);
  const application = next({
    dev: false,
    dir: installationRoot(),
    hostname: "localhost",
    port: config.ports.console,
  });
  await application.prepare();
  const server = createConsoleServer({
    origin: config.origins.console,
    answer: application.getRequestHandler(),
    trustedProxies: config.trustedProxies,
    watch: watchConsole(config),
  });
  await listen(server, config.ports.console, config.bindAddress);
  return async () => {
    await close(server);
    await application.close();
    await tracing.stop();
  };
});
