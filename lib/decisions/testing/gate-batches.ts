import { mintDatabaseToken } from "@/lib/crypto";
import { makeTenant, type TestDatabase, type TestTenant } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type Answer, type Answers, answerTo, batchColumns, COMMIT } from "../batch";
import type { CallToDecide, CallToSettle } from "../record";

/** A tenant with a server and a grant, for calls to be made of. */
export type Place = TestTenant & { readonly serverId: string; readonly grantId: string };
/** A new one. */
export async function makePlace(database: TestDatabase): Promise<Place> {
  const tenant = await makeTenant(database);
  const ids = { serverId: newId(), grantId: newId() };
  const at = [tenant.tenantId, tenant.workspaceId, ids.serverId];
  await database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')`,
    at,
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, server_id, id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256($5::bytea), 'abcd', 'test')`,
    [...at, ids.grantId, ids.grantId],
  );
  return { ...tenant, ...ids };
}

/** A call of that grant which its rules let pass. */
export function call(place: Place, more: Partial<CallToDecide> = {}): CallToDecide {
  return {
    tenantId: place.tenantId,
    workspaceId: place.workspaceId,
    decisionId: newId(),
    serverId: place.serverId,
    grantId: place.grantId,
    method: "tools/call",
    tool: "echo",
    verdict: "allow",
    rule: null,
    limits: [],
    policyHash: "0".repeat(64),
    definitionHash: null,
    argumentKeys: [],
    argumentKeysMore: 0,
    requestId: newId(),
    ...more,
  };
}

/** How that call ended: answered, or never sent and so charged for nothing. */
export const settled = (of: CallToDecide, charge = true): CallToSettle => ({
  ...of,
  outcome: charge ? "answered" : "not_sent",
  upstreamStatus: charge ? 200 : null,
  durationMs: 3,
  charge,
});

/** A limit of a day, as the rule at that place says it. */
export const limitOf = (counter: string, max: number, amount: number, n: number) =>
  ({ counter, period: "day", scope: "grant", max, amount, rule: `/limits/${n}` }) as const;

/** Sends batches to the database as a gate does, one answer for each task. */
export function gateOf(database: TestDatabase) {
  const gate = database.open("portcullis_gate");
  return async (
    decides: readonly CallToDecide[],
    settles: readonly CallToSettle[],
    careful = true,
  ): Promise<Answer[]> => {
    const [key] = database.keys;
    if (key === undefined) throw new Error("no key");
    const token = mintDatabaseToken(key, { aud: "ledger", sub: "test", request_id: newId() });
    const values = [token, ...batchColumns(newId(), careful, decides, settles)];
    const [answers] = (await gate.pool.query<Answers>({ ...COMMIT, values })).rows;
    if (answers === undefined) throw new Error("no answer");
    return [...decides, ...settles].map((_, n) => answerTo(answers, n) as Answer);
  };
}
