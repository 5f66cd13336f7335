/*
 * What every fault has in common: a house, its load and its memory; and what must hold afterwards.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "./audit";
import { createCaller, type Target } from "./caller";
import { type FaultHouse, raiseFaultHouse } from "./fault-house";
import { createLoad, type Load } from "./load";
import { CHILDREN, childrenOf, keeps, postmasterOf } from "./processes";
import { ACKNOWLEDGED, type Memory } from "./record";

/** The house must be back within this, by itself. */
export const RECOVERY_MS = 30_000;
const POLL_MS = 100;

/** Limits that calls reach within a run, and one with amounts that differ from call to call. */
const RULES = {
  version: 1,
  default: "deny",
  tools: {
    act: { limits: [{ counter: "acts", window: "minute", max: 2000, scope: "grant" }] },
    spend: {
      limits: [
        {
          counter: "spent",
          window: "hour",
          max: 500,
          scope: "grant",
          increment_from: "args.amount",
        },
      ],
    },
  },
};

export type Scene = {
  readonly house: FaultHouse;
  readonly memory: Memory;
  readonly load: Load;
  /** Waits until every door answers and every child runs; gives back how long after `since`. */
  recovered(since: number): Promise<number>;
  /** Waits until no call is open any more, as long after `since` as a recovery may take. */
  quiet(since: number): Promise<void>;
  /** Everything that does not hold; empty if all does. `tamper` is done before and undone after. */
  complaints(tamper?: string[], remembered?: Memory): Promise<string[]>;
  close(): Promise<void>;
};

async function until(holds: () => Promise<boolean>, deadline: number, what: string) {
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} within ${RECOVERY_MS} ms`);
    await sleep(POLL_MS);
  }
}

/** Registers the fixture through the API, as anybody would register their server. */
async function registerFixture({ api, fixture }: FaultHouse): Promise<[Target, string]> {
  const expected = async (...request: Parameters<typeof api>) => {
    const reply = await api(...request);
    if (reply === null || reply.status >= 300) throw new Error(JSON.stringify({ request, reply }));
    return reply.body as { id: string; token: string; mcpUrl: string };
  };
  const { id, mcpUrl } = await expected("POST", "/servers", { name: "fixture", url: fixture.url });
  await expected("PUT", `/servers/${id}/rules`, { document: RULES });
  const path = `/servers/${id}/grants`;
  const { token } = await expected("POST", path, { name: "load" });
  return [{ door: "fixture", url: mcpUrl, token, sessions: false }, path];
}

export async function raiseScene(): Promise<Scene> {
  const house = await raiseFaultHouse();
  const { tenant, admin, fixture, api } = house;
  const memory: Memory = { calls: [], changes: [], arrivals: fixture.arrivals };
  const [fixtureTarget, grantsPath] = await registerFixture(house).catch(async (error) => {
    await house.lower();
    throw error;
  });
  const targets: Target[] = (["governed", "open"] as const).map((door) => {
    const grant = tenant.grants.find(({ name }) => name === door);
    if (grant === undefined) throw new Error(`The tenant has no grant ${door}.`);
    return { door, url: grant.mcpUrl, token: grant.token, sessions: true };
  });
  targets.push(fixtureTarget);
  const load = createLoad(targets, api, grantsPath, memory);

  const answers = async (url: string) =>
    (await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null))?.ok === true;

  async function isUp(): Promise<boolean> {
    const { console: consoleOrigin, gate, idp } = house.evaluation;
    const children = childrenOf(house.supervisor());
    if (children.size < CHILDREN.length) return false;
    if (!keeps(children.get("database"), postmasterOf(house.place.home))) return false;
    const pages = [
      `${consoleOrigin}/readyz`,
      `${gate}/readyz`,
      `${idp}/.well-known/openid-configuration`,
    ];
    if ((await Promise.all(pages.map(answers))).includes(false)) return false;
    if ((await api("GET", grantsPath))?.status !== 200) return false;
    const probes = targets.map(async (target) => {
      const call = await createCaller(target)(target.door === "fixture" ? "act" : "echo");
      memory.calls.push(call);
      return ACKNOWLEDGED.includes(call.answer);
    });
    return !(await Promise.all(probes)).includes(false);
  }

  return {
    house,
    memory,
    load,
    async recovered(since) {
      await until(isUp, since + RECOVERY_MS, "the house was not up again");
      return Date.now() - since;
    },
    async quiet(since) {
      const closed = async () => {
        const { rowCount } = await admin.pool.query(
          "select from portcullis.decisions where decision = 'allow' and outcome is null limit 1",
        );
        return rowCount === 0;
      };
      await until(closed, since + RECOVERY_MS, "calls were not settled");
    },
    complaints: (tamper, remembered = memory) => audit(admin.pool, tenant.id, remembered, tamper),
    async close() {
      // The house goes down whatever became of the load.
      await load.stop().catch(() => undefined);
      await fixture.close();
      await house.lower();
    },
  };
}
