/*
 * The evaluation tenants, made through the same use cases as everything else, into an empty
 * database. What can be seen only once (passwords, the API key, the grants) is kept in
 * evaluation.json; every start writes the addresses in it anew.
 */
import { type Database, openDatabase } from "@/lib/db";
import type { Jackson } from "@/lib/identity";
import { roleUrl } from "../supervisor/database-url";
import { evaluationFile, readJson, writePrivateJson } from "../supervisor/home";
import { followAddresses } from "./addresses";
import { openBroker } from "./connection";
import { type Evaluation, type EvaluationTenant, type SeedContext, upstreamUrl } from "./context";
import { type Inventory, takeInventory } from "./inventory";
import { seedTenant } from "./tenant";
import { SEED_TENANTS } from "./tenants";

const CONNECTIONS = 2;
const ADDRESSES = ["console", "gate", "idp", "upstream"] as const;

/** Seeds what is missing, brings the file's addresses up to date and says what it did. */
export async function seedEvaluation(
  context: SeedContext,
  broker: (context: SeedContext) => Promise<Jackson> = openBroker,
): Promise<string> {
  const { config, adminUrl } = context;
  const path = evaluationFile(config.home);
  const before = readJson<Evaluation>(path);
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
  if (moved || missing.length > 0) {
    const db = openSeedDatabase(context);
    const jackson = await broker(context);
    try {
      if (moved) await followAddresses(context, jackson, before, evaluation);
      for (const tenant of missing) {
        context.say(tenant.name);
        evaluation.tenants.push(await seedTenant({ ...context, db, jackson }, tenant, inventory));
        writePrivateJson(path, evaluation);
      }
    } finally {
      await jackson.close();
      await db.close();
    }
  }
  writePrivateJson(path, evaluation);
  const names = missing.map(({ slug }) => slug).join(", ");
  return missing.length > 0 ? `${names} seeded` : "kept as they were";
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
