import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { newId } from "@/lib/kernel";
import { createCommitter } from "./committer";

it("a call that is given up and cannot be settled ends nothing but itself", async () => {
  const escaped: unknown[] = [];
  const listen = (error: unknown) => void escaped.push(error);
  const before = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listen);
  let settles = 0;
  const query = async ({ values }: { values: unknown[] }) => {
    if ((values[4] as string[]).length === 0) {
      settles++;
      throw Object.assign(new Error("no such thing"), { code: "22023" });
    }
    await sleep(30);
    const answer = { statuses: ["done"], decisions: ["allow"], decided_rules: [null] };
    return { rows: [{ ...answer, seqs: ["1"], retries: null }] };
  };
  const connect = async () => ({ query, release: () => {} });
  const keys = [{ kid: "test", key: Buffer.alloc(32) }];
  const db = { pool: { connect }, keys } as unknown as Database;
  try {
    const committer = createCommitter({ db, instanceId: newId(), deadline: 10 });
    const decided = committer.decide({
      ...{ tenantId: newId(), workspaceId: newId(), decisionId: newId(), serverId: newId() },
      ...{ grantId: newId(), method: "tools/call", tool: "echo", verdict: "allow", rule: null },
      ...{ limits: [], policyHash: null, definitionHash: null },
      ...{ argumentKeys: [], argumentKeysMore: 0, requestId: newId() },
    });
    await expect(decided).rejects.toMatchObject({ code: "unavailable" });
    await expect.poll(() => settles).toBeGreaterThan(0);
    await sleep(20);
    expect(escaped).toEqual([]);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const one of before) process.on("unhandledRejection", one);
  }
});
