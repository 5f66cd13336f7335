import type { Config, Mode, Secret, TrustedProxies } from "@/lib/kernel";

/** Sizes and times the gate holds itself to. Bytes and milliseconds. */
export type GateLimits = {
  readonly bodyBytes: number;
  readonly jsonDepth: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  /** A whole request, headers and body, must have arrived within these. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** How long a client may leave bytes unread before its stream is ended. */
  readonly stalledClientMs: number;
  readonly keepAliveMs: number;
  readonly callsPerGrant: number;
  /** Live protocol sessions of one grant; a further one ends the one that was used longest ago. */
  readonly sessionsPerGrant: number;
  /** Failed authentications of one client address, at once and again in every minute. */
  readonly failedAuthenticationsPerMinute: number;
  readonly upstreamConnectMs: number;
  /** Until the upstream's response headers: for a server that answers in JSON, the tool's own time. */
  readonly upstreamHeadersMs: number;
  /** Silence within a JSON reply. An event stream may be silent for as long as it likes. */
  readonly upstreamIdleMs: number;
  /** Replies up to this size are sent in one piece; larger ones are streamed. */
  readonly bufferedReplyBytes: number;
  /** The largest reply, or event, that is read as a whole because it must be filtered. */
  readonly filteredReplyBytes: number;
  /** How long a failed call's answer waits for its refund to be durable. */
  readonly refundWaitMs: number;
  /** How long a cancelled call may still answer before it is ended. */
  readonly cancelledMs: number;
  /** How long a stopping gate lets calls that are running finish. */
  readonly drainMs: number;
};

export type GateSettings = {
  readonly mode: Mode;
  readonly origin: string;
  readonly consoleOrigin: string;
  readonly allowedHosts: ReadonlySet<string>;
  readonly allowedOrigins: ReadonlySet<string>;
  /** Whose word is taken for who sent a request; null is nobody's. */
  readonly trustedProxies: TrustedProxies | null;
  /** Who may read `/metrics`. */
  readonly metricsToken: Secret | null;
  readonly limits: GateLimits;
};

const MIB = 1024 * 1024;

export const GATE_LIMITS: GateLimits = {
  bodyBytes: 4 * MIB,
  jsonDepth: 64,
  headerBytes: 16 * 1024,
  headerCount: 100,
  headersMs: 10_000,
  requestMs: 30_000,
  stalledClientMs: 60_000,
  keepAliveMs: 25_000,
  callsPerGrant: 1_000,
  sessionsPerGrant: 1_000,
  failedAuthenticationsPerMinute: 120,
  upstreamConnectMs: 5_000,
  upstreamHeadersMs: 120_000,
  upstreamIdleMs: 300_000,
  bufferedReplyBytes: MIB,
  filteredReplyBytes: 8 * MIB,
  refundWaitMs: 2_000,
  cancelledMs: 500,
  drainMs: 4_000,
};

type Optional = "gateHosts" | "metricsToken" | "trustedProxies" | "failedAuthenticationsPerMinute";

/**
 * What the gate needs of the configuration. Host names a browser could be lured to are not on the
 * list: only the gate's own, those that are configured, and on a loopback installation the other spellings
 * of loopback.
 */
export function gateSettings(
  config: Pick<Config, "mode" | "origins"> & Partial<Pick<Config, Optional>>,
  limits: Partial<GateLimits> = {},
): GateSettings {
  const gate = new URL(config.origins.gate);
  const hosts = new Set([gate.host, ...(config.gateHosts ?? [])]);
  if (config.mode === "evaluation") {
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) hosts.add(`${name}:${gate.port}`);
  }
  return {
    mode: config.mode,
    origin: gate.origin,
    consoleOrigin: config.origins.console,
    allowedHosts: hosts,
    allowedOrigins: new Set([gate.origin, new URL(config.origins.console).origin]),
    trustedProxies: config.trustedProxies ?? null,
    metricsToken: config.metricsToken ?? null,
    limits: {
      ...GATE_LIMITS,
      ...(config.failedAuthenticationsPerMinute === undefined
        ? {}
        : { failedAuthenticationsPerMinute: config.failedAuthenticationsPerMinute }),
      ...limits,
    },
  };
}
