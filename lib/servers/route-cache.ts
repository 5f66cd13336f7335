import { createKeptServers } from "./kept-servers";
import type { RouteDeps } from "./load-server";
import { type GrantRoute, loadRoute } from "./route";
import type { ChangeWatch } from "./watch-changes";

/** More grants than this at once: the one that was looked up longest ago is forgotten. */
const MAX_ROUTES = 10_000;

type Cached = {
  loading: Promise<GrantRoute | null>;
  /** Once it is loaded, so that nobody waits for what is known. */
  route: GrantRoute | null;
};
type Answer = GrantRoute | null;

export type RouteCache = {
  /** The route of a grant by its token's hash; at once where it is known. */
  get(grantHash: Buffer, requestId: string): Answer | Promise<Answer>;
  /** What was known of grants that have changed or run out since, to find those that have ended. */
  onGrantChanged(listener: (grantHash: Buffer, route: GrantRoute) => void): void;
  /** How many times a server was read. */
  serverLoads(): number;
};

/**
 * Grants and what belongs to them, kept until something is told of the grant or of its server. While
 * changes cannot be heard of, every look-up goes to the database, and fails with it: nothing is
 * allowed from memory alone. Misses are not kept, so that a flood of wrong tokens cannot push the
 * right ones out.
 */
export function createRouteCache(
  deps: RouteDeps,
  watch: Pick<ChangeWatch, "fresh" | "onChange">,
): RouteCache {
  const routes = new Map<string, Cached>();
  const listeners: ((grantHash: Buffer, route: GrantRoute) => void)[] = [];
  const servers = createKeptServers(deps, (id) => forget(({ server }) => server.id === id));
  watch.onChange(({ all, grants, servers: changed }) => {
    const before = [...routes];
    forget(({ grantId, server }) => all || grants.has(grantId) || changed.has(server.id));
    for (const [key, { route }] of before)
      if (route !== null && grants.has(route.grantId)) tell(key, route);
  });

  /** Drops what is known, and has what is being looked up looked up again: it may be from before. */
  function forget(concerns: (route: GrantRoute) => boolean): void {
    for (const [key, { route }] of routes)
      if (route === null || concerns(route)) routes.delete(key);
  }

  function tell(key: string, route: GrantRoute): void {
    for (const listener of listeners) listener(Buffer.from(key, "base64"), route);
  }

  function get(grantHash: Buffer, requestId: string): Answer | Promise<Answer> {
    const key = grantHash.toString("base64");
    const hit = routes.get(key);
    if (hit === undefined || !watch.fresh())
      return settled(key, load(key, grantHash, requestId), grantHash, requestId);
    if (hit.route === null) return settled(key, hit, grantHash, requestId);
    const live = unlessExpired(hit.route);
    if (live === null) {
      routes.delete(key);
      tell(key, hit.route);
    }
    return live;
  }

  /** The answer of a look-up; of another one, where something was told while the first was under way. */
  async function settled(
    key: string,
    cached: Cached,
    grantHash: Buffer,
    requestId: string,
  ): Promise<Answer> {
    const route = await cached.loading;
    if (route === null || routes.get(key) === cached) return unlessExpired(route);
    const again = routes.get(key) ?? load(key, grantHash, requestId);
    return unlessExpired(await again.loading);
  }

  function load(key: string, grantHash: Buffer, requestId: string): Cached {
    const loading = loadRoute(deps, servers, grantHash, requestId);
    const cached: Cached = { loading, route: null };
    routes.delete(key);
    if (routes.size >= MAX_ROUTES) forgetOldest();
    routes.set(key, cached);
    const drop = (): void => {
      if (routes.get(key) === cached) routes.delete(key);
    };
    loading.then((found) => {
      cached.route = found;
      if (found === null) drop();
    }, drop);
    return cached;
  }

  function forgetOldest(): void {
    const [oldest] = routes.keys();
    if (oldest !== undefined) routes.delete(oldest);
  }

  return {
    get,
    onGrantChanged: (listener) => {
      listeners.push(listener);
    },
    serverLoads: () => servers.loads(),
  };
}

function unlessExpired(route: Answer): Answer {
  return route?.expiresAt != null && route.expiresAt <= new Date() ? null : route;
}
