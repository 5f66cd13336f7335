import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { installationRoot } from "../../bin/make/root";
import { freePort } from "../../bin/testing/free-port";
import type { Spawned } from "../process/spawn";
import type { House } from "./raise-house";

/** By its real path: a program that asks whether it is the one started compares that. */
const folder = () => realpathSync(join(installationRoot(), "bench", "peers"));

/** Installs the peers that `bench/peers/package-lock.json` names, where they are not there yet. */
export function installPeers(): void {
  if (existsSync(join(folder(), "node_modules", ".package-lock.json"))) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Their install scripts are nobody's business here.
  const flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync(npm, flags, { cwd: folder(), encoding: "utf8" });
  if (status !== 0) throw new Error(`The peers could not be installed:\n${stderr}`);
}

export type Peer = { readonly name: string; readonly process: Spawned; readonly port: number };

/**
 * Starts the peers in front of the mock server, each in the form it is fastest in. mcp-proxy speaks to
 * its server over standard input and output only, so it gets the mock in that form.
 */
export async function startPeers(house: House, upstream: string): Promise<Peer[]> {
  const [civicPort, proxyPort] = [await freePort(), await freePort()];
  const modules = join(folder(), "node_modules");
  const civic = await house.start({
    name: "civic-passthrough",
    command: [process.execPath, join(modules, "@civic/passthrough-mcp-server/dist/cli.js")],
    env: {
      PORT: String(civicPort),
      TARGET_SERVER_URL: new URL(upstream).origin,
      TARGET_SERVER_MCP_PATH: "/mcp",
      TARGET_SERVER_TRANSPORT: "httpStream",
      LOG_LEVEL: "error",
    },
    port: civicPort,
  });
  const stdio = join(installationRoot(), ".build", "bench", "upstream-stdio.js");
  const proxy = await house.start({
    name: "mcp-proxy",
    command: [
      process.execPath,
      join(modules, "mcp-proxy/dist/bin/mcp-proxy.mjs"),
      ...["--host", "127.0.0.1", "--port", String(proxyPort)],
      ...["--server", "stream", "--no-eventStore", "--"],
      ...[process.execPath, stdio],
    ],
    port: proxyPort,
  });
  return [
    { name: "@civic/passthrough-mcp-server", process: civic, port: civicPort },
    { name: "mcp-proxy", process: proxy, port: proxyPort },
  ];
}
