import type { House } from "@/app/house";
import type { InstallationView } from "@/components/settings/installation";
import { readSettings } from "@/lib/access";
import { databaseVersion } from "@/lib/db";
import type { SessionCaller } from "@/lib/identity";
import { listOperatorActs } from "@/lib/tenants";
import packageJson from "@/package.json";

/** The organisation with its workspaces, and what it runs on. */
export async function readPage(house: House, caller: SessionCaller) {
  const { config, db } = house;
  const [settings, acts, database] = await Promise.all([
    readSettings(house, caller),
    listOperatorActs(house, caller),
    databaseVersion(db.pool),
  ]);
  const installation: InstallationView = {
    mode: config.mode,
    version: packageJson.version,
    node: process.versions.node,
    console: config.origins.console,
    gate: config.origins.gate,
    database: { text: database.text, belowFloor: database.belowFloor },
  };
  return { settings, acts, installation };
}
