import { type Config, Problem } from "@/lib/kernel";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The hosts the console answers to: its own, and in evaluation also the loopback address. */
export function allowedHosts(
  config: Pick<Config, "mode" | "origins" | "ports">,
): ReadonlySet<string> {
  const hosts = new Set([new URL(config.origins.console).host]);
  if (config.mode === "evaluation") hosts.add(`127.0.0.1:${config.ports.console}`);
  return hosts;
}

/** Refuses a host that is not served here: a name that was rebound to this address among them. */
export function assertHost(
  headers: Headers,
  config: Pick<Config, "mode" | "origins" | "ports">,
): void {
  const host = headers.get("host")?.toLowerCase();
  if (host === undefined || !allowedHosts(config).has(host)) throw new Problem("host_refused");
}

/**
 * Refuses a change that does not come from a page of ours, before a server action sees it. Next holds
 * the Origin against the host that a forwarding header names, and takes a request without any; here
 * it must be there, and be the console's own. Reading and following links is free.
 */
export function assertOwnPage(request: Request, consoleOrigin: string): void {
  if (!SAFE.has(request.method)) assertSameOrigin(request, consoleOrigin);
}

/**
 * Refuses what another site makes a browser send with its cookies. A request that changes something
 * must name our own origin; a browser that says it came from elsewhere is believed for reading too.
 */
export function assertSameOrigin(request: Request, consoleOrigin: string): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const foreignSite = site !== null && site !== "same-origin" && site !== "none";
  const foreignOrigin = origin !== null && origin !== consoleOrigin;
  const unnamed = origin === null && !SAFE.has(request.method);
  if (foreignSite || foreignOrigin || unnamed) throw new Problem("origin_refused");
}
