import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Database } from "@/lib/db";
import { isId } from "@/lib/kernel";
import { type Head, readHead, readTenants, type Verification, verifyTenant } from "@/lib/ledger";
import { withRole } from "./open-role";
import { Misuse, parseWords, print, printJson, type Verb } from "./verb";

const savedSchema = z.object({
  tenants: z.array(
    z.object({
      tenant: z.string(),
      head: z.object({ seq: z.number().int(), leaf: z.string() }).nullable(),
    }),
  ),
});
type TenantVerification = Verification & { readonly tenant: string };

export const verb: Verb = {
  name: "ledger",
  summary: "Verify the ledger, or save its heads to verify against later",
  usage: `portcullis ledger verify [--tenant ID] [--against FILE] [--json]
  Verifies every entry of every tenant: its hash, its place, the chain, its decision's stream. Then
  holds every row of the decision log against the entries it stands for.
  Exit code 0: whole. 1: not whole, with each finding and the number of its entry.
  --against FILE  heads saved earlier by "ledger head": without them, entries that were cut off the
                  end together with the head cannot be noticed
  --tenant ID     one tenant only

portcullis ledger head [--tenant ID] [--json]
  Prints the newest entry of each tenant. Keep the output of --json outside the database.`,
  async run(args) {
    const { values, positionals, json } = parseWords(args, {
      tenant: { type: "string" },
      against: { type: "string" },
    });
    if (values.tenant !== undefined && !isId(values.tenant))
      throw new Misuse("--tenant takes a tenant's id.");
    const [what, ...rest] = positionals;
    if (rest.length > 0) throw new Misuse(`Not understood: ${rest.join(" ")}`);
    if (what === "head") return await printHeads(values.tenant, json);
    if (what === "verify") return await verify(values.tenant, values.against, json);
    throw new Misuse('Say "ledger verify" or "ledger head".');
  },
};

async function tenantsToRead(db: Database, tenant: string | undefined): Promise<string[]> {
  const tenants = await readTenants(db);
  if (tenant !== undefined && !tenants.includes(tenant))
    throw new Misuse("There is no such tenant.");
  return tenant === undefined ? tenants : [tenant];
}

async function printHeads(tenant: string | undefined, json: boolean): Promise<number> {
  return await withRole("portcullis_ledger_reader", async (db) => {
    const tenants = [];
    for (const id of await tenantsToRead(db, tenant))
      tenants.push({ tenant: id, head: await readHead(db, id) });
    if (json) printJson({ tenants });
    else
      for (const { tenant: id, head } of tenants)
        print(`${id}  ${head === null ? "empty" : `${head.seq}  ${head.leaf}`}`);
    return 0;
  });
}

async function verify(
  tenant: string | undefined,
  file: string | undefined,
  json: boolean,
): Promise<number> {
  const saved = file === undefined ? new Map<string, Head | null>() : readSaved(file);
  return await withRole("portcullis_ledger_reader", async (db) => {
    const started = performance.now();
    const present = await tenantsToRead(db, tenant);
    const results: TenantVerification[] = [];
    for (const id of present) {
      const before = saved.get(id) ?? null;
      results.push({ tenant: id, ...(await verifyTenant(db, id, before)) });
    }
    const lost =
      tenant === undefined ? [...saved.keys()].filter((id) => !present.includes(id)) : [];
    const whole = lost.length === 0 && results.every((result) => result.whole);
    const milliseconds = Math.round(performance.now() - started);
    if (json) printJson({ whole, milliseconds, tenants: results, lost });
    else printResults(results, lost, whole, milliseconds);
    return whole ? 0 : 1;
  });
}

function readSaved(file: string): Map<string, Head | null> {
  try {
    const { tenants } = savedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(tenants.map(({ tenant, head }) => [tenant, head]));
  } catch (error) {
    throw new Misuse(
      `${file} is not what "ledger head --json" printed: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function printResults(
  results: readonly TenantVerification[],
  lost: readonly string[],
  whole: boolean,
  milliseconds: number,
): void {
  for (const { tenant, entries, decisions, head, findings, moreFindings } of results) {
    print(
      `${findings.length === 0 ? "whole    " : "NOT WHOLE"}  ${tenant}  ${entries} entries, ${decisions} decisions${head === null ? "" : `, head ${head.seq} ${head.leaf.slice(0, 16)}`}`,
    );
    for (const finding of findings)
      print(`           entry ${finding.seq}: ${finding.fault}: ${finding.detail}`);
    if (moreFindings > 0) print(`           and ${moreFindings} more findings`);
  }
  for (const tenant of lost) print(`NOT WHOLE  ${tenant}  the tenant's log is gone`);
  print(
    `${whole ? "The ledger is whole." : "The ledger is not whole."} Verified in ${milliseconds} ms.`,
  );
}
