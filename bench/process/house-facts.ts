import { type Database, openDatabase } from "@/lib/db";

/** What a process of the bench is told of the house, in its environment. */
export type HouseFacts = {
  /** The connection of the runtime role that the process stands for. */
  readonly url: string;
  /** The administrator's: it passes row-level security. */
  readonly adminUrl: string;
  readonly keys: readonly { readonly kid: string; readonly key: string }[];
  /** A folder on the disk that holds the database. */
  readonly folder: string;
  readonly tenant: TenantFacts;
};

/** A tenant with one server under rules, and grants for it. */
export type TenantFacts = {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly serverId: string;
  readonly policyHash: string;
  readonly grants: readonly { readonly id: string; readonly token: string }[];
};

export const FACTS_VARIABLE = "PORTCULLIS_BENCH_HOUSE";

export function readFacts(): HouseFacts {
  return JSON.parse(process.env[FACTS_VARIABLE] ?? "{}") as HouseFacts;
}

/** Opens the database as the product does. */
export function openHouse(facts: HouseFacts, connections?: number): Database {
  return openDatabase({
    url: facts.url,
    keys: facts.keys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-bench",
    connections,
  });
}
