import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sha256Hex } from "@/lib/crypto";
import { type Database, type DumpedRow, dumpTenant } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { TenantRecord } from "./find-tenant";
import { type Operator, operatorAct } from "./operator-act";

/** Columns that open something, or would: a copy of an organisation is no copy of its ways in. */
const LEFT_OUT = new Set(["token_hash", "previous_hash", "code_hash", "sealed", "wrapped", "salt"]);

export type ExportedFile = {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/**
 * Writes all rows of an organisation into a new directory: a file of JSON lines for each table, read
 * in one snapshot, and `manifest.json` with the SHA-256 (hex) of each. Hashes of tokens, sealed records
 * and keys stay behind. The manifest's own hash stands in the organisation's ledger.
 *
 * @throws Problem `conflict` if the directory is there already: nothing is written over.
 */
export async function exportTenant(
  { db }: { readonly db: Database },
  tenant: TenantRecord,
  operator: Operator,
  directory: string,
): Promise<{
  readonly files: readonly ExportedFile[];
  readonly manifest: string;
  readonly receipt: Receipt;
}> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    throw new Problem("conflict", { detail: `${directory} is there already.` });
  });
  const { tenantId, slug } = tenant;
  const files: ExportedFile[] = [];
  await dumpTenant(db, tenantId, async (table, rows) => {
    files.push(await writeRows(directory, `${table}.jsonl`, rows));
  });
  const manifest = `${JSON.stringify({ version: 1, tenantId, slug, at: now().toISOString(), files }, null, 2)}\n`;
  await writeFile(join(directory, "manifest.json"), manifest, { mode: 0o600, flag: "wx" });
  const { receipt } = await operatorAct(db, operator, tenant, "export", async () => ({
    result: undefined,
    entry: {
      type: "tenant.exported",
      action: "tenant.export",
      target: `tenant:${tenantId}`,
      outcome: "done",
      hashes: { export: sha256Hex(manifest) },
    },
  }));
  return { files, manifest: sha256Hex(manifest), receipt };
}

async function writeRows(
  directory: string,
  file: string,
  rows: AsyncIterable<readonly DumpedRow[]>,
): Promise<ExportedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let count = 0;
  const lines = async function* () {
    for await (const some of rows) {
      const chunk = Buffer.from(some.map((row) => `${JSON.stringify(shown(row))}\n`).join(""));
      hash.update(chunk);
      bytes += chunk.length;
      count += some.length;
      yield chunk;
    }
  };
  const out = createWriteStream(join(directory, file), { mode: 0o600, flags: "wx" });
  await pipeline(Readable.from(lines()), out);
  return { file, rows: count, bytes, sha256: hash.digest("hex") };
}

function shown(row: DumpedRow): DumpedRow {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !LEFT_OUT.has(column)));
}
