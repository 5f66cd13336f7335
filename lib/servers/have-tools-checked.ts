import { type Caller, change, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import { findServer } from "./find-server";
import type { discoveredToolsSchema } from "./server-view.schema";

const WAIT_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 250;

/**
 * Has the worker ask a server for its tools, and waits until it has: a command is started where the
 * gates are, not where the console is. If it takes longer, that is said, and the tools appear later.
 */
export async function haveToolsChecked(
  db: Database,
  caller: Caller,
  serverId: string,
): Promise<Shown<typeof discoveredToolsSchema>> {
  const { receipt } = await change(db, caller, "rules:write", async (tx) => {
    await findServer(tx, serverId);
    await tx.server.updateMany({ where: { id: serverId }, data: { toolsCheckedAt: null } });
    return {
      result: undefined,
      entry: {
        type: "server.tools-checked",
        action: "server.check-tools",
        target: `server:${serverId}`,
        outcome: "asked",
        refs: { server: serverId },
      },
    };
  });
  const end = performance.now() + WAIT_MILLISECONDS;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    const seen = await read(db, caller, "servers:read", async (tx) => {
      const server = await findServer(tx, serverId);
      return { server, tools: await tx.tool.count({ where: { serverId } }) };
    });
    if (seen.server.toolsCheckedAt === null) continue;
    const { toolsError } = seen.server;
    return { tools: toolsError === null ? seen.tools : 0, error: toolsError, receipt };
  }
  const error = "The command has not been asked yet. Look again in a moment.";
  return { tools: 0, error, receipt };
}
