/*
 * The console's process: Next behind a plain HTTP server of ours, which binds the configured address
 * only, gives every request an id before anything sees it, and ends with its supervisor.
 */
import { createServer } from "node:http";
import next from "next";
import { loadConfig, requestIdFrom } from "@/lib/kernel";
import { installationRoot } from "./make/root";
import { runEntry } from "./process/entry";
import { close, listen } from "./process/listen";

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;

runEntry("console", async () => {
  const config = loadConfig();
  const application = next({
    dev: false,
    dir: installationRoot(),
    hostname: "localhost",
    port: config.ports.console,
  });
  await application.prepare();
  const answer = application.getRequestHandler();
  const server = createServer((request, response) => {
    const requestId = requestIdFrom(header(request.headers["x-request-id"]));
    // Set on both sides: routes read it from the request, and a page that fails still names it.
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, config.ports.console, config.bindAddress);
  return async () => {
    await close(server);
    await application.close();
  };
});

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}
