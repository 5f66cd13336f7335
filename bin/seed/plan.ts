/*
 * What of the evaluation tenants stands already, and what remains to be done. Light, so that the
 * supervisor can ask at every start without loading the house.
 */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "@/lib/kernel";
import { evaluationFile, readJson } from "../supervisor/home";
import { type Evaluation, type EvaluationTenant, upstreamUrl } from "./context";
import { type Inventory, takeInventory } from "./inventory";
import { SEED_TENANTS, type SeedTenant } from "./tenants";

export type SeedPlan = {
  /** What the file says now, or null where there is none. */
  before: Evaluation | null;
  /** What it will say, but for the tenants that are missing. */
  evaluation: Evaluation;
  missing: readonly SeedTenant[];
  /** True where an address that tenants depend on is another than before. */
  moved: boolean;
  /** True where nothing remains to be done at all. */
  done: boolean;
  inventory: Inventory;
};

const ADDRESSES = ["console", "gate", "idp", "upstream"] as const;

/** Compares the file and the database with what this start needs. */
export async function planSeeding(config: Config, adminUrl: string): Promise<SeedPlan> {
  const before = readJson<Evaluation>(evaluationFile(config.home));
  const inventory = await takeInventory(adminUrl);
  const evaluation: Evaluation = {
    console: config.origins.console,
    gate: config.origins.gate,
    idp: config.origins.idp,
    upstream: upstreamUrl(config),
    database: adminUrl,
    tenants: (before?.tenants ?? []).filter((tenant) => isWhole(tenant, inventory)),
  };
  const missing = SEED_TENANTS.filter(
    ({ slug }) => !evaluation.tenants.some((tenant) => tenant.slug === slug),
  );
  const moved = before !== null && ADDRESSES.some((name) => before[name] !== evaluation[name]);
  const done = missing.length === 0 && isDeepStrictEqual(before, evaluation);
  return { before, evaluation, missing, moved, done, inventory };
}

/** A tenant is written into the file when all of it was made, so being there and in the database is enough. */
function isWhole(tenant: EvaluationTenant, inventory: Inventory): boolean {
  return inventory.tenants.some(({ slug, id }) => slug === tenant.slug && id === tenant.id);
}
