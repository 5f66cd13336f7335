import { statSync } from "node:fs";
import { mintDatabaseToken } from "@/lib/crypto";
import { catalogueChecks, checkCatalogue, type Database, databaseVersion } from "@/lib/db";
import { type Config, loadConfig, loadSecrets, newId, toProblem } from "@/lib/kernel";
import { readTenants, verifyTenant } from "@/lib/ledger";
import { checkCommands } from "./check-commands";
import { checkSamlKeys } from "./check-saml-keys";
import { checkSigningKeys } from "./check-signing-keys";
import { withRole } from "./open-role";
import { parseWords, print, printJson, type Verb } from "./verb";

type State = "ok" | "warning" | "failed";
type Row = { readonly check: string; readonly state: State; readonly detail: string };

const MAX_CLOCK_MILLISECONDS = 2_000;

export const verb: Verb = {
  name: "doctor",
  summary: "Check the installation: configuration, database, isolation, keys, ledger, clock",
  usage: `portcullis doctor [--json]
  Prints a row a check. Exit code 0: nothing failed. 1: something did.`,
  async run(args) {
    const { json } = parseWords(args, {});
    const rows = [...checkConfiguration()];
    if (rows.every((row) => row.state !== "failed"))
      rows.push(await checkCommands(loadConfig()), ...(await checkInstallation()));
    const ok = rows.every((row) => row.state !== "failed");
    if (json) printJson({ ok, checks: rows });
    else
      for (const { check, state, detail } of rows)
        print(`${state.padEnd(8)} ${check}${detail === "" ? "" : `: ${detail}`}`);
    return ok ? 0 : 1;
  },
};

function checkConfiguration(): Row[] {
  const check = "configuration and secrets";
  try {
    const config = loadConfig();
    loadSecrets(config);
    const open = (statSync(config.secretsFile).mode & 0o077) !== 0;
    if (open)
      return [
        {
          check,
          state: "failed",
          detail: "the secrets file can be read by others; set its mode to 0600",
        },
      ];
    return [{ check, state: "ok", detail: `${config.mode} mode` }];
  } catch (error) {
    return [
      { check, state: "failed", detail: error instanceof Error ? error.message : String(error) },
    ];
  }
}

async function checkInstallation(): Promise<Row[]> {
  try {
    return [
      ...(await withRole("portcullis_web", async (db, config) => [
        await checkVersion(db, config),
        await checkMode(db, config),
        ...(await checkIsolation(db)),
        await checkKeys(db),
        await checkSigningKeys(db, config),
        await checkSamlKeys(db, config),
        await checkClock(db),
      ])),
      ...(await withRole("portcullis_ledger_reader", checkLedgers)),
    ];
  } catch (error) {
    return [{ check: "database", state: "failed", detail: toProblem(error).detail }];
  }
}

async function checkVersion(db: Database, config: Config): Promise<Row> {
  const version = await databaseVersion(db.pool);
  const detail = version.belowFloor
    ? `${version.text} is below the security floor 18.7 (rows hidden by policies can be read by who sends own SQL)`
    : version.text;
  const refused = version.belowFloor && config.mode === "production" && !config.allowOldDatabase;
  return {
    check: "database release",
    state: refused ? "failed" : version.belowFloor ? "warning" : "ok",
    detail,
  };
}

async function checkMode(db: Database, config: Config): Promise<Row> {
  const { rows } = await db.pool.query<{ mode: string }>(
    "select mode from portcullis.installation",
  );
  const same = rows[0]?.mode === config.mode;
  return {
    check: "database mode",
    state: same ? "ok" : "failed",
    detail: `made for ${rows[0]?.mode ?? "nothing"}`,
  };
}

async function checkIsolation(db: Database): Promise<Row[]> {
  const faults = await checkCatalogue(db.pool);
  return catalogueChecks().map((check) => {
    const broken = faults.filter((fault) => fault.check === check);
    const detail = broken.map((fault) => `${fault.object}: ${fault.detail}`).join("; ");
    return { check: `isolation: ${check}`, state: broken.length === 0 ? "ok" : "failed", detail };
  });
}

/** Asks the database to verify a token of the first key, as every process does at each transaction. */
async function checkKeys(db: Database): Promise<Row> {
  const check = "database keys";
  const [key] = db.keys;
  if (key === undefined) return { check, state: "failed", detail: "the secrets file names none" };
  const tenant = newId();
  const token = mintDatabaseToken(key, {
    aud: "db",
    tenant_id: tenant,
    workspace_ids: [],
    sub: "system:doctor",
    request_id: newId(),
  });
  const { rows } = await db.pool.query<{ tenant: string | null }>(
    "select portcullis.tenant_id()::text as tenant from set_config('request.jwt', $1, true)",
    [token],
  );
  const verified = rows[0]?.tenant === tenant;
  return {
    check,
    state: verified ? "ok" : "failed",
    detail: verified ? `${key.kid} verifies` : `${key.kid} does not verify`,
  };
}

async function checkClock(db: Database): Promise<Row> {
  const before = Date.now();
  const { rows } = await db.pool.query<{ at: Date }>("select clock_timestamp() as at");
  const middle = (before + Date.now()) / 2;
  const apart = Math.abs((rows[0]?.at.getTime() ?? 0) - middle);
  return {
    check: "clock",
    state: apart > MAX_CLOCK_MILLISECONDS ? "failed" : "ok",
    detail: `${Math.round(apart)} ms from the database's`,
  };
}

async function checkLedgers(db: Database): Promise<Row[]> {
  const rows: Row[] = [];
  for (const tenant of await readTenants(db)) {
    const { whole, entries, findings } = await verifyTenant(db, tenant);
    const [first] = findings;
    const detail = whole ? `${entries} entries` : `entry ${first?.seq}: ${first?.detail}`;
    rows.push({ check: `ledger of ${tenant}`, state: whole ? "ok" : "failed", detail });
  }
  return rows;
}
