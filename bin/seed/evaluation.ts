/*
 * The evaluation tenants, made through the same use cases as everything else, into an empty
 * database. What can be seen only once (passwords, the API key, the grants) is kept in
 * evaluation.json; every start writes the addresses in it anew.
 */
import { type Database, openDatabase } from "@/lib/db";
import { roleUrl } from "../supervisor/family";
import { evaluationFile, readJson, writePrivateJson } from "../supervisor/home";
import { followAddresses } from "./addresses";
import { type Evaluation, type EvaluationTenant, type SeedContext, upstreamUrl } from "./context";
import { type Inventory, takeInventory } from "./inventory";
import { seedTenant } from "./tenant";
import { SEED_TENANTS } from "./tenants";

const CONNECTIONS = 2;

/** Seeds what is missing, brings the file's addresses up to date and gives back what it holds. */
export async function seedEvaluation(
  context: SeedContext,
): Promise<{ evaluation: Evaluation; summary: string }> {
  const { config, adminUrl } = context;
  const path = evaluationFile(config.home);
  const before = readJson<Evaluation>(path);
  const inventory = await takeInventory(adminUrl);
  const evaluation: Evaluation = {
    console: config.origins.console,
    gate: config.origins.gate,
    idp: config.origins.idp,
    upstream: upstreamUrl(config),
    tenants: (before?.tenants ?? []).filter((tenant) => isWhole(tenant, inventory)),
  };
  const missing = SEED_TENANTS.filter(
    ({ slug }) => !evaluation.tenants.some((tenant) => tenant.slug === slug),
  );
  if (before) await followAddresses(context, before, evaluation);
  if (missing.length > 0) {
    const db = openSeedDatabase(context);
    try {
      for (const tenant of missing) {
        context.say(tenant.name);
        evaluation.tenants.push(await seedTenant({ ...context, db }, tenant, inventory));
        writePrivateJson(path, evaluation);
      }
    } finally {
      await db.close();
    }
  }
  writePrivateJson(path, evaluation);
  const names = missing.map(({ slug }) => slug).join(", ");
  return { evaluation, summary: missing.length > 0 ? `${names} seeded` : "kept as they were" };
}

/** A tenant is written into the file when all of it was made, so being there and in the database is enough. */
function isWhole(tenant: EvaluationTenant, inventory: Inventory): boolean {
  return inventory.tenants.some(({ slug, id }) => slug === tenant.slug && id === tenant.id);
}

function openSeedDatabase({ config, secrets }: SeedContext): Database {
  return openDatabase({
    url: roleUrl(config, secrets, "portcullis_web"),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-seed",
    connections: CONNECTIONS,
  });
}
