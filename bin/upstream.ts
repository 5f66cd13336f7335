/*
 * The evaluation MCP server: the reference server "everything" over streamable HTTP. Its own
 * launcher listens on every interface, so it is served here from its exported factory.
 */
import { loadConfig } from "@/lib/kernel";
import { runEntry } from "./process/entry";
import { close, listen } from "./process/listen";
import { createUpstream } from "./upstream/server";

runEntry("upstream", async () => {
  const config = loadConfig();
  const upstream = await createUpstream();
  await listen(upstream.server, config.ports.upstream, "127.0.0.1");
  return async () => {
    await upstream.closeSessions();
    await close(upstream.server);
  };
});
