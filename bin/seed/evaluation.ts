/*
 * The evaluation tenants, made through the same use cases as everything else, into an empty
 * database. What can be seen only once (passwords, the API key, the grants) is kept in
 * evaluation.json; every start writes the addresses in it anew.
 */
import { type Database, openDatabase } from "@/lib/db";
import type { Jackson } from "@/lib/identity";
import { roleUrl } from "../supervisor/database-url";
import { evaluationFile, writePrivateJson } from "../supervisor/home";
import { followAddresses } from "./addresses";
import { openBroker } from "./connection";
import type { SeedContext } from "./context";
import { planSeeding } from "./plan";
import { seedTenant } from "./tenant";

const CONNECTIONS = 2;

/** Seeds what is missing, brings the file's addresses up to date and says what it did. */
export async function seedEvaluation(
  context: SeedContext,
  broker: (context: SeedContext) => Promise<Jackson> = openBroker,
): Promise<string> {
  const path = evaluationFile(context.config.home);
  const plan = await planSeeding(context.config, context.adminUrl);
  const { before, evaluation, missing, moved, inventory } = plan;
  if (moved || missing.length > 0) {
    const db = openSeedDatabase(context);
    const jackson = await broker(context);
    try {
      if (moved && before) await followAddresses(context, jackson, before, evaluation);
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

function openSeedDatabase({ config, secrets }: SeedContext): Database {
  return openDatabase({
    url: roleUrl(config, secrets, "portcullis_web"),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-seed",
    connections: CONNECTIONS,
  });
}
