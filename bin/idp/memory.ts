import type { Adapter, AdapterPayload } from "oidc-provider";

type Kept = { payload: AdapterPayload; until: number };

const SWEEP_EVERY = 500;

/**
 * Where the provider keeps what is under way: in memory, for as long as each thing lives. Sessions
 * are forgotten at once: nobody stays signed in at this provider, so that signing out of the
 * console and signing in as somebody else is always possible.
 */
export function createMemory(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  let writes = 0;

  const sweep = (): void => {
    writes += 1;
    if (writes % SWEEP_EVERY !== 0) return;
    for (const [key, { until }] of kept) if (until < Date.now()) kept.delete(key);
  };

  return (model) => {
    const read = (id: string): AdapterPayload | undefined => {
      const found = kept.get(`${model}:${id}`);
      return found && found.until > Date.now() ? found.payload : undefined;
    };
    return {
      async upsert(id, payload, expiresIn) {
        if (model === "Session") return;
        sweep();
        const lifetime = expiresIn ? expiresIn * 1000 : Number.POSITIVE_INFINITY;
        kept.set(`${model}:${id}`, { payload, until: Date.now() + lifetime });
      },
      async find(id) {
        return read(id);
      },
      async findByUserCode() {
        return undefined;
      },
      async findByUid() {
        return undefined;
      },
      async consume(id) {
        const payload = read(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(`${model}:${id}`);
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
