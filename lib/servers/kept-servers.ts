import type { GrantRow } from "@/lib/db";
import { loadServer, type RouteDeps, type RoutedServer } from "./load-server";

/** What is kept of all servers together; a server weighs one, and one for each of its tools. */
const MAX_WEIGHT = 500_000;

type Kept = {
  version: string;
  readonly loading: Promise<RoutedServer | null>;
  weight: number;
};

export type KeptServers = {
  /** The server that a grant just resolved leads to, as it was then or later; null if it is gone. */
  get(grant: GrantRow, requestId: string): Promise<RoutedServer | null>;
  /** How many have been read since the process began. */
  loads(): number;
};

/**
 * Servers as the gate needs them, each read once for all its grants and for each of its versions: who
 * comes while one is being read waits for the same reading. The version comes with the grant, which is
 * read afresh whenever either has changed, so what is kept here cannot be older than the grant is.
 * Memory is bounded: `onForgotten` hears of a server that had to go, for whoever holds it still.
 */
export function createKeptServers(
  deps: RouteDeps,
  onForgotten: (serverId: string) => void,
): KeptServers {
  const kept = new Map<string, Kept>();
  let weight = 0;
  let loads = 0;

  function drop(key: string, entry: Kept): void {
    if (kept.get(key) !== entry) return;
    kept.delete(key);
    weight -= entry.weight;
  }

  function weigh(key: string, entry: Kept, server: RoutedServer): void {
    if (kept.get(key) !== entry) return;
    entry.weight += server.definitions.size;
    weight += server.definitions.size;
    for (const [other, one] of kept) {
      if (weight <= MAX_WEIGHT) break;
      if (one === entry) continue;
      drop(other, one);
      onForgotten(other.slice(other.indexOf("/") + 1));
    }
  }

  function load(key: string, grant: GrantRow, requestId: string): Promise<RoutedServer | null> {
    const before = kept.get(key);
    if (before !== undefined) drop(key, before);
    loads++;
    const loading = loadServer(deps, grant, requestId);
    const entry: Kept = { version: grant.server_version, loading, weight: 1 };
    kept.set(key, entry);
    weight++;
    loading.then(
      (server) => {
        if (server === null) return drop(key, entry);
        // It may have changed again since the grant was resolved; this is what was read.
        entry.version = server.version;
        weigh(key, entry, server);
      },
      () => drop(key, entry),
    );
    return loading;
  }

  return {
    get(grant, requestId) {
      const key = `${grant.tenant_id}/${grant.server_id}`;
      const hit = kept.get(key);
      return hit?.version === grant.server_version ? hit.loading : load(key, grant, requestId);
    },
    loads: () => loads,
  };
}
