import type { Database } from "@/lib/db";
import type { Vault } from "@/lib/vault";
import { type GrantRoute, loadRoute } from "./route";
import type { ChangeWatch } from "./watch-changes";

/** More grants than this at once are looked up each time. */
const MAX_ROUTES = 10_000;

type Cached = {
  readonly version: number;
  readonly loading: Promise<GrantRoute | null>;
  /** Once it is loaded, so that nobody waits for what is known. */
  route: GrantRoute | null;
};
type Answer = GrantRoute | null;

/**
 * Grants and what belongs to them, kept until the change counter moves. While the counter cannot be
 * read, every look-up goes to the database, and fails with it: nothing is allowed from memory alone.
 * Misses are not kept, so that a flood of wrong tokens cannot push the right ones out.
 */
export function createRouteCache(
  deps: { readonly db: Database; readonly vault: Vault },
  watch: ChangeWatch,
): { get(grantHash: Buffer, requestId: string): Answer | Promise<Answer> } {
  const routes = new Map<string, Cached>();
  watch.onChange(() => routes.clear());

  function get(grantHash: Buffer, requestId: string): Answer | Promise<Answer> {
    const key = grantHash.toString("base64");
    const version = watch.value();
    const hit = routes.get(key);
    if (hit === undefined || hit.version !== version || !watch.fresh())
      return load(key, version, grantHash, requestId).then(unlessExpired);
    return hit.route === null ? hit.loading.then(unlessExpired) : unlessExpired(hit.route);
  }

  function load(
    key: string,
    version: number,
    grantHash: Buffer,
    requestId: string,
  ): Promise<GrantRoute | null> {
    const loading = loadRoute(deps, grantHash, requestId);
    if (routes.size >= MAX_ROUTES) routes.clear();
    const cached: Cached = { version, loading, route: null };
    routes.set(key, cached);
    loading.then(
      (found) => {
        cached.route = found;
        if (found === null) routes.delete(key);
      },
      () => routes.delete(key),
    );
    return loading;
  }

  return { get };
}

function unlessExpired(route: Answer): Answer {
  return route?.expiresAt != null && route.expiresAt <= new Date() ? null : route;
}
