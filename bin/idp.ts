/*
 * The evaluation OpenID provider's process.
 */
import { createServer } from "node:http";
import { loadConfig, loadSecrets } from "@/lib/kernel";
import { createInteraction } from "./idp/interaction";
import { createPeople } from "./idp/people";
import { createProvider } from "./idp/provider";
import { runEntry } from "./process/entry";
import { close, listen } from "./process/listen";
import { evaluationFile } from "./supervisor/home";
import type { ProviderSecrets } from "./supervisor/secrets";

runEntry("idp", async () => {
  const config = loadConfig();
  if (config.mode !== "evaluation") {
    throw new Error("The evaluation OpenID provider runs in evaluation mode only.");
  }
  const secrets = loadSecrets(config).idp as ProviderSecrets | undefined;
  if (!secrets) throw new Error("The secrets file names no evaluation provider.");
  const people = createPeople(secrets);
  const consoleOrigin = config.origins.console;
  const provider = createProvider({ issuer: config.origins.idp, consoleOrigin, secrets, people });
  provider.on("server_error", (_context, error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
  });
  const interaction = createInteraction({
    provider,
    people,
    consoleOrigin,
    passwordsIn: evaluationFile(config.home),
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    interaction(request, response).then(
      (answered) => {
        if (!answered) void answer(request, response);
      },
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      },
    );
  });
  await listen(server, config.ports.idp, config.bindAddress);
  return () => close(server);
});
