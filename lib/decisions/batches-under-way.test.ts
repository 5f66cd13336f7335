import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { newId } from "@/lib/kernel";
import type { Answers } from "./batch";
import { createCommitter } from "./committer";
import type { CallToDecide, CallToSettle } from "./record";

type Sent = { readonly decides: number; readonly settles: number; readonly answer: () => void };

/** A database that answers batches when it is told to, in the order they came. */
function heldDatabase() {
  const sent: Sent[] = [];
  let connections = 0;
  let released = 0;
  const query = ({ values }: { values: unknown[] }) =>
    new Promise<{ rows: Answers[] }>((resolve) => {
      const decides = values[4] as string[];
      const settles = values[27] as string[];
      const all = [...decides, ...settles];
      const answers: Answers = {
        statuses: all.map(() => "done"),
        decisions: decides.map(() => "allow"),
        decided_rules: decides.map(() => null),
        seqs: all.map((_, n) => String(n)),
        retries: null,
      };
      const answer = () => resolve({ rows: [answers] });
      sent.push({ decides: decides.length, settles: settles.length, answer });
    });
  const connect = async () => {
    connections++;
    return { query, release: () => void released++ };
  };
  const keys = [{ kid: "test", key: Buffer.alloc(32) }];
  const db = { pool: { connect }, keys } as unknown as Database;
  return { db, sent, inUse: () => connections - released };
}

const call = (): CallToDecide => ({
  ...{ tenantId: newId(), workspaceId: newId(), decisionId: newId(), serverId: newId() },
  ...{ grantId: newId(), method: "tools/call", tool: "echo", verdict: "allow", rule: null },
  ...{ limits: [], policyHash: null, definitionHash: null, argumentKeys: [], argumentKeysMore: 0 },
  requestId: newId(),
});
const end = (): CallToSettle => ({
  ...call(),
  ...{ outcome: "answered", upstreamStatus: 200, durationMs: 1, charge: true },
  ...{ ledgerSeq: 1, limited: false },
});
const soon = () => sleep(2);

describe("the committer", () => {
  it("sends a second batch behind the first once it is as large, on the same connection", async () => {
    const { db, sent, inUse } = heldDatabase();
    const committer = createCommitter({ db, instanceId: newId() });
    const decide = (count: number) => Array.from({ length: count }, () => committer.decide(call()));
    const all = decide(8);
    await soon();
    expect(sent.map(({ decides }) => decides)).toEqual([8]);

    all.push(...decide(7));
    await soon();
    expect(sent).toHaveLength(1);
    all.push(...decide(1));
    await soon();
    expect(sent.map(({ decides }) => decides)).toEqual([8, 8]);

    all.push(...decide(20));
    await soon();
    expect(sent).toHaveLength(2);
    expect(inUse()).toBe(1);

    sent[0]?.answer();
    await Promise.all(all.slice(0, 8));
    await soon();
    expect(sent.map(({ decides }) => decides)).toEqual([8, 8, 20]);
    for (const one of sent) one.answer();
    await Promise.all(all);
    await soon();
    expect(inUse()).toBe(0);
  });

  it("does not cut what a few callers do into many small batches", async () => {
    const { db, sent } = heldDatabase();
    const committer = createCommitter({ db, instanceId: newId() });
    const first = committer.decide(call());
    await soon();
    const more = Array.from({ length: 3 }, () => committer.decide(call()));
    await soon();
    expect(sent).toHaveLength(1);
    sent[0]?.answer();
    await first;
    await soon();
    expect(sent.map(({ decides }) => decides)).toEqual([1, 3]);
    sent[1]?.answer();
    await Promise.all(more);
  });

  it("has an outcome that nobody waits for go with the next decision, or by itself", async () => {
    const { db, sent } = heldDatabase();
    const committer = createCommitter({ db, instanceId: newId() });
    const settled = [committer.settle(end())];
    const decided = committer.decide(call());
    await soon();
    expect(sent.map(({ decides, settles }) => [decides, settles])).toEqual([[1, 1]]);
    // What comes meanwhile is not forgotten when that is answered.
    settled.push(committer.settle(end()));
    sent[0]?.answer();
    await decided;
    await expect.poll(() => sent.length).toBe(2);
    expect([sent[1]?.decides, sent[1]?.settles]).toEqual([0, 1]);
    sent[1]?.answer();
    await Promise.all(settled);
  });
});
