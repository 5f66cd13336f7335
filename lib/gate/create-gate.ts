import type { Server } from "node:http";
import type { Database } from "@/lib/db";
import { createCommitter, registerInstance } from "@/lib/decisions";
import { createRouteCache, grantUseNotes, watchChanges } from "@/lib/servers";
import {
  createLimitsSandbox,
  type ProcessLimits,
  type Sandbox,
  type StdioSettings,
} from "@/lib/stdio";
import type { Vault } from "@/lib/vault";
import { createExchanges } from "./exchanges";
import { createFailedAuthentications } from "./failed-authentications";
import { createFarewells, endWithGrants } from "./farewells";
import type { Gate } from "./gate";
import { heedCancelled } from "./heed-cancelled";
import { createHealth } from "./http/health";
import { createMetrics } from "./http/metrics";
import { createHttpServer } from "./http/server";
import { keepRechecking } from "./keep-rechecking";
import { cancelNotes } from "./mcp/cancelled-calls";
import { createSessions } from "./mcp/sessions";
import { createReplyForms } from "./reply-forms";
import { serve } from "./serve";
import { type GateLimits, gateSettings } from "./settings";
import { endUnneeded } from "./stdio/end-unneeded";
import { STDIO_LIMITS, type StdioLimits } from "./stdio/limits";
import { createStdioUpstream } from "./stdio/upstream";
import { createUpstreamClient } from "./upstream/client";
import { joinUpstreams } from "./upstream/port";

export type RunningGate = {
  readonly server: Server;
  /** Takes no new request, lets what runs finish for a while, and waits for what it recorded. */
  close(): Promise<void>;
};

const DRAIN_MILLISECONDS = 2_000;
const POLL_MILLISECONDS = 25;

/** Puts the gate together and starts what runs beside its requests. It does not listen yet. */
export async function createGate(options: {
  readonly db: Database;
  readonly vault: Vault;
  readonly config: Parameters<typeof gateSettings>[0] & StdioSettings;
  readonly limits?: Partial<GateLimits>;
  /** What servers that are commands, and sessions with them, are held to. */
  readonly stdio?: Partial<StdioLimits & ProcessLimits>;
  /** What starts them, instead of the limits of the operating system. */
  readonly sandbox?: Sandbox;
}): Promise<RunningGate> {
  const { db, vault, config } = options;
  const settings = gateSettings(config, options.limits);
  const { limits } = settings;
  const watch = await watchChanges(db);
  const instance = await registerInstance(db);
  const stdioLimits: StdioLimits = { ...STDIO_LIMITS, ...options.stdio };
  const stdio = createStdioUpstream(
    options.sandbox ?? createLimitsSandbox(config, options.stdio),
    stdioLimits,
  );
  const upstream = joinUpstreams(createUpstreamClient({ mode: settings.mode, limits }), stdio);
  // Made before anything else listens for changes: who looks a grant up on news of a change must not
  // find what was cached before it.
  const routes = createRouteCache({ db, vault }, watch);
  const gate: Gate = {
    settings,
    routes,
    sessions: createSessions({ db, vault }, watch, limits.sessionsPerGrant),
    committer: createCommitter({ db, instanceId: instance.id }),
    upstream,
    farewells: createFarewells(upstream),
    noteCancelled: cancelNotes(db),
    exchanges: createExchanges(limits.callsPerGrant),
    failures: createFailedAuthentications(limits.failedAuthenticationsPerMinute),
    forms: createReplyForms(),
    noteUse: grantUseNotes(db),
  };
  let stopping = false;
  let serving = 0;
  const stopRechecking = keepRechecking(gate.exchanges, gate.routes, gate.sessions, watch);
  endWithGrants(routes, gate.sessions, gate.farewells);
  heedCancelled(watch, gate.exchanges, limits.cancelledMs);
  const stopEnding = endUnneeded(stdio.sessions, { ...gate, watch, limits: stdioLimits });
  const health = createHealth({ db, committer: gate.committer, watch, stopping: () => stopping });
  const metrics = createMetrics(settings, {
    db,
    running: () => serving,
    ledgerHealthy: () => gate.committer.healthy(),
    serverLoads: () => routes.serverLoads(),
  });
  const server = createHttpServer(settings, async (exchange) => {
    serving++;
    metrics.watch(exchange);
    try {
      await serve(gate, { health, metrics }, exchange);
    } finally {
      serving--;
    }
  });

  async function close(): Promise<void> {
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const end = performance.now() + limits.drainMs;
    gate.exchanges.endStreams("stopping");
    while (serving > 0 && performance.now() < end) await pause();
    gate.exchanges.endAll("stopping");
    await pause();
    await gate.committer.drain(DRAIN_MILLISECONDS);
    server.closeAllConnections();
    await closed;
    stopRechecking();
    stopEnding();
    await gate.upstream.close();
    await Promise.all([watch.close(), instance.close()]);
  }

  return { server, close };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
}
