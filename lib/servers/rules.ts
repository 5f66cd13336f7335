import { type Caller, change, read } from "@/lib/access";
import type { Database, Prisma } from "@/lib/db";
import { isId, newId, Problem, type Shown } from "@/lib/kernel";
import { compileRules, type RulesDocument } from "@/lib/policy";
import { findServer } from "./find-server";
import type { publishedRulesSchema, rulesViewSchema } from "./server-view.schema";

export type RulesView = Shown<typeof rulesViewSchema>;

/** The rules in force on a server, or null while none were published. */
export async function getRules(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
): Promise<RulesView | null> {
  return await read(db, caller, "servers:read", async (tx) => {
    const { ruleSetId } = await findServer(tx, serverId);
    if (ruleSetId === null) return null;
    const row = await tx.ruleSet.findFirstOrThrow({ where: { id: ruleSetId } });
    return view(row);
  });
}

/** Every version of a server's rules, newest first, at most the last fifty. */
export async function listRuleVersions(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
): Promise<RulesView[]> {
  return await read(db, caller, "servers:read", async (tx) => {
    await findServer(tx, serverId);
    const rows = await tx.ruleSet.findMany({
      where: { serverId },
      orderBy: { version: "desc" },
      take: 50,
    });
    return rows.map(view);
  });
}

type RuleSetRow = {
  version: number;
  hash: string;
  document: unknown;
  createdAt: Date;
  createdBy: string;
};

function view(row: RuleSetRow): RulesView {
  return {
    version: row.version,
    hash: row.hash,
    document: row.document,
    publishedAt: row.createdAt.toISOString(),
    publishedBy: row.createdBy,
  };
}

export type PublishedRules = Shown<typeof publishedRulesSchema>;

/**
 * Publishes rules as a new version; they apply to the next call. `invalid_rules` names every fault
 * and nothing is published; `conflict` if `expectedHash` is not the version in force, or if there is
 * one though it was to be the first.
 */
export async function publishRules(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
  input: {
    readonly document: unknown;
    readonly expectedHash?: string | null;
    readonly onlyFirst?: boolean;
  },
): Promise<PublishedRules> {
  const compiled = compileRules(input.document);
  const { result, receipt } = await change(db, caller, "rules:write", async (tx) => {
    if (!isId(serverId)) throw new Problem("not_found");
    // The row's lock makes two publishers take turns, so that no version is lost; whoever takes the
    // server out of use goes before or after, so it is looked for under the lock.
    await tx.$queryRaw`select 1 from portcullis.servers where tenant_id = (select portcullis.tenant_id()) and id = ${serverId}::uuid for update`;
    const server = await findServer(tx, serverId);
    const last = await tx.ruleSet.findFirst({ where: { serverId }, orderBy: { version: "desc" } });
    const another = input.expectedHash != null && input.expectedHash !== last?.hash;
    if (another || (input.onlyFirst && last !== null)) {
      throw new Problem("conflict", {
        detail: "The rules were changed in between; nothing was published.",
        extensions: { version: last?.version ?? 0, hash: last?.hash ?? null },
      });
    }
    const id = newId();
    const version = (last?.version ?? 0) + 1;
    const { tenantId, actor } = caller;
    await tx.ruleSet.create({
      data: {
        tenantId,
        workspaceId: server.workspaceId,
        id,
        serverId,
        version,
        hash: compiled.hash,
        document: asJson(compiled.document),
        createdBy: actor,
      },
    });
    await tx.server.updateMany({ where: { id: serverId }, data: { ruleSetId: id } });
    return {
      result: { version, hash: compiled.hash },
      entry: {
        type: "rules.published",
        action: "rules.publish",
        target: `server:${serverId}`,
        outcome: "done",
        policy: compiled.hash,
        refs: { server: serverId, "rule-set": id },
        hashes: { policy: compiled.hash, ...(last === null ? {} : { before: last.hash }) },
      },
    };
  });
  return { ...result, receipt };
}

function asJson(document: RulesDocument): Prisma.InputJsonObject {
  return document as unknown as Prisma.InputJsonObject;
}
