import type { Database } from "@/lib/db";
import type { Vault } from "@/lib/vault";
import { type GrantRoute, loadRoute } from "./route";
import type { ChangeWatch } from "./watch-changes";

/** More grants than this at once are looked up each time. */
const MAX_ROUTES = 10_000;

type Cached = { readonly version: number; readonly route: Promise<GrantRoute | null> };

/**
 * Grants and what belongs to them, kept until the change counter moves. While the counter cannot be
 * read, every look-up goes to the database, and fails with it: nothing is allowed from memory alone.
 * Misses are not kept, so that a flood of wrong tokens cannot push the right ones out.
 */
export function createRouteCache(
  deps: { readonly db: Database; readonly vault: Vault },
  watch: ChangeWatch,
): { get(grantHash: Buffer, requestId: string): Promise<GrantRoute | null> } {
  const routes = new Map<string, Cached>();
  watch.onChange(() => routes.clear());

  async function get(grantHash: Buffer, requestId: string): Promise<GrantRoute | null> {
    const key = grantHash.toString("base64");
    const version = watch.value();
    const hit = routes.get(key);
    const usable = hit !== undefined && hit.version === version && watch.fresh();
    const route = await (usable ? hit.route : load(key, version, grantHash, requestId));
    return route?.expiresAt != null && route.expiresAt <= new Date() ? null : route;
  }

  function load(
    key: string,
    version: number,
    grantHash: Buffer,
    requestId: string,
  ): Promise<GrantRoute | null> {
    const route = loadRoute(deps, grantHash, requestId);
    if (routes.size >= MAX_ROUTES) routes.clear();
    routes.set(key, { version, route });
    route.then(
      (found) => found ?? routes.delete(key),
      () => routes.delete(key),
    );
    return route;
  }

  return { get };
}
