import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { changeOwn } from "@/lib/access";
import { sha256Hex } from "@/lib/crypto";
import { type Database, type DumpedRow, dumpTenant } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { TenantRecord } from "./find-tenant";
import { judgeOperator, type Operator, operatorAct, operatorCaller } from "./operator-act";

/**
 * A copy of an organisation is no copy of its ways in. Hashes of tokens, keys, salts and sealed records
 * are all binary, so of binary columns only those are written that somebody verifies with; and no code
 * that a person types.
 */
const WRITTEN = new Set(["leaf", "bytes", "public_key"]);
const LEFT_OUT = new Set(["user_code"]);

export type ExportedFile = {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/**
 * Writes all rows of an organisation into a new directory: a file of JSON lines for each table, read
 * in one snapshot, and `manifest.json` with the SHA-256 (hex) of each. Hashes of tokens, sealed records
 * and keys stay behind. The ledger says that it was begun before anything is read, so that no copy is
 * without a trace, also where it was broken off; and when it is done, the manifest's own hash.
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
  judgeOperator(operator);
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    throw new Problem("conflict", { detail: `${directory} is there already.` });
  });
  const { tenantId, slug } = tenant;
  const entry = {
    type: "tenant.exported",
    action: "tenant.export",
    target: `tenant:${tenantId}`,
  } as const;
  const { actId } = await operatorAct(db, operator, tenant, "export", async () => ({
    result: undefined,
    entry: { ...entry, outcome: "begun" },
  }));
  const files: ExportedFile[] = [];
  await dumpTenant(db, tenantId, async (table, rows, binary) => {
    const kept = (column: string) =>
      binary.has(column) ? WRITTEN.has(column) : !LEFT_OUT.has(column);
    files.push(await writeRows(directory, `${table}.jsonl`, rows, kept));
  });
  const manifest = `${JSON.stringify({ version: 1, tenantId, slug, at: now().toISOString(), files }, null, 2)}\n`;
  await writeFile(join(directory, "manifest.json"), manifest, { mode: 0o600, flag: "wx" });
  const { receipt } = await changeOwn(db, operatorCaller(operator, tenant), async () => ({
    result: undefined,
    entry: {
      ...entry,
      outcome: "done",
      refs: { act: actId },
      hashes: { export: sha256Hex(manifest) },
    },
  }));
  return { files, manifest: sha256Hex(manifest), receipt };
}

async function writeRows(
  directory: string,
  file: string,
  rows: AsyncIterable<readonly DumpedRow[]>,
  kept: (column: string) => boolean,
): Promise<ExportedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let count = 0;
  const shown = (row: DumpedRow) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => kept(column)));
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
