import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@/lib/kernel";

/** A port this start needs, and the variable that moves it. */
export type NeededPort = { port: number; what: string; variable: string };

const WAIT_MS = 5_000;

function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/**
 * Waits until every port is free: children of a supervisor that was killed need a moment to end.
 * Throws with one line a port that stays taken, naming the variable to set.
 */
export async function requirePorts(ports: readonly NeededPort[], address: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const free = await Promise.all(ports.map(({ port }) => isFree(port, address)));
    const taken = ports.filter((_, index) => !free[index]);
    if (taken.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(
        taken
          .map(
            ({ port, what, variable }) =>
              `Port ${port} (${what}) is taken by another program. Set ${variable} to a free port.`,
          )
          .join("\n"),
      );
    }
    await sleep(200);
  }
}

/** Every port that this configuration will listen on. */
export function neededPorts({ ports, mode }: Config): NeededPort[] {
  const needed: NeededPort[] = [
    { port: ports.console, what: "console", variable: "PORT_CONSOLE" },
    { port: ports.gate, what: "gate", variable: "PORT_GATE" },
  ];
  if (mode === "evaluation") {
    needed.push(
      { port: ports.idp, what: "evaluation OpenID provider", variable: "PORT_IDP" },
      { port: ports.upstream, what: "evaluation MCP server", variable: "PORT_UPSTREAM" },
    );
  }
  return needed;
}
