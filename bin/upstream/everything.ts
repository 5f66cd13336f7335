import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

export type CreateEverything = () => { server: McpServer; cleanup: (sessionId: string) => void };

/** The reference server's factory. The package names no entry for it, so it is found by its file. */
export async function loadEverything(): Promise<CreateEverything> {
  const require = createRequire(fileURLToPath(import.meta.url));
  const manifest = require.resolve("@modelcontextprotocol/server-everything/package.json");
  const file = join(dirname(manifest), "dist", "server", "index.js");
  const loaded = (await import(pathToFileURL(file).href)) as { createServer: CreateEverything };
  return loaded.createServer;
}
