import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, mintDatabaseToken } from "@/lib/crypto";
import { withTenantPg } from "@/lib/db";
import { rolledBack } from "@/lib/db/isolation/support";
import { makeTenant, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type EntryDraft, prepareEntry, verifyTenant } from "@/lib/ledger";
import { type Answer, type Answers, answerTo, batchColumns, COMMIT } from "./batch";
import type { CallToDecide, CallToSettle } from "./record";

/*
 * The database commits a batch in statements over all of it. Here it is held against what the same
 * batch means call by call, in the plainest words there are.
 */
const database = await testDatabase();
const gate = database.open("portcullis_gate");
const web = database.open("portcullis_web");
const reader = database.open("portcullis_ledger_reader");
afterAll(() => database.drop());

type Place = TestTenant & { readonly serverId: string; readonly grantId: string };
let places: [Place, Place];
beforeAll(async () => {
  places = [await makePlace(), await makePlace()];
});

async function makePlace(): Promise<Place> {
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

function call(place: Place, more: Partial<CallToDecide> = {}): CallToDecide {
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

const settled = (of: CallToDecide, charge = true): CallToSettle => ({
  ...of,
  outcome: charge ? "answered" : "not_sent",
  upstreamStatus: charge ? 200 : null,
  durationMs: 3,
  charge,
});

async function commit(
  decides: readonly CallToDecide[],
  settles: readonly CallToSettle[],
  careful = true,
): Promise<Answer[]> {
  const [key] = database.keys;
  if (key === undefined) throw new Error("no key");
  const token = mintDatabaseToken(key, { aud: "ledger", sub: "test", request_id: newId() });
  const values = [token, ...batchColumns(newId(), careful, decides, settles)];
  const [answers] = (await gate.pool.query<Answers>({ ...COMMIT, values })).rows;
  if (answers === undefined) throw new Error("no answer");
  return [...decides, ...settles].map((_, n) => answerTo(answers, n) as Answer);
}

/** What is known of every call, and used of every counter, had each task been taken by itself. */
class Plain {
  readonly calls = new Map<string, { decision: string; rule: string | null; open: boolean }>();
  readonly used = new Map<string, number>();
  readonly #taken = new Map<string, readonly [string, number][]>();

  decide(one: CallToDecide): { decision: string; rule: string | null } {
    const known = this.calls.get(one.decisionId);
    if (known !== undefined) return known;
    const key = (counter: string) => `${one.tenantId} ${counter}`;
    const over = one.limits.find(
      (limit) => (this.used.get(key(limit.counter)) ?? 0) + limit.amount > limit.max,
    );
    const refused = one.verdict === "refuse" || over !== undefined;
    const judged = {
      decision: refused ? "refuse" : "allow",
      rule: over?.rule ?? one.rule,
      open: !refused,
    };
    this.calls.set(one.decisionId, judged);
    if (refused) return judged;
    const takes = one.limits.map((limit) => [key(limit.counter), limit.amount] as const);
    for (const [counter, amount] of takes)
      this.used.set(counter, (this.used.get(counter) ?? 0) + amount);
    this.#taken.set(
      one.decisionId,
      takes.map(([counter, amount]) => [counter, amount]),
    );
    return judged;
  }

  settle(one: CallToSettle): string {
    const known = this.calls.get(one.decisionId);
    if (known?.open !== true) return "settled before";
    known.open = false;
    for (const [counter, amount] of one.charge ? [] : (this.#taken.get(one.decisionId) ?? []))
      this.used.set(counter, (this.used.get(counter) ?? 0) - amount);
    return "done";
  }
}

const COUNTERS = ["a", "b"] as const;
const limitOf = (counter: string, max: number, amount: number, n: number) =>
  ({ counter, period: "day", scope: "grant", max, amount, rule: `/limits/${n}` }) as const;
const drawnLimit = fc.record({
  counter: fc.constantFrom(...COUNTERS),
  max: fc.integer({ min: 0, max: 30 }),
  amount: fc.integer({ min: 0, max: 3 }),
});
const drawnCall = fc.record({
  at: fc.constantFrom<0 | 1>(0, 1),
  refuse: fc.boolean(),
  limits: fc.uniqueArray(drawnLimit, { maxLength: 2, selector: (limit) => limit.counter }),
});
const drawnBatch = fc.record({
  decides: fc.array(drawnCall, { maxLength: 6 }),
  again: fc.nat({ max: 3 }),
  settles: fc.array(fc.record({ at: fc.nat(), charge: fc.boolean() }), { maxLength: 5 }),
  settlesOwn: fc.boolean(),
  careful: fc.boolean(),
  between: fc.constantFrom<0 | 1 | null>(0, 1, null),
});

/** What the console writes meanwhile: it moves a head under the next batch. */
async function appendAsConsole(place: Place): Promise<void> {
  const { body } = prepareEntry({
    type: "grant.created",
    actor: "system:test",
    action: "grant.create",
    target: "grant:test",
    requestId: newId(),
    source: "console",
    outcome: "done",
  });
  await withTenantPg(web, place.identity, (client) =>
    client.query("select from portcullis.ledger_append($1::jsonb)", [JSON.stringify([{ body }])]),
  );
}

describe("a batch", () => {
  it("means what its calls mean one by one, with heads moved by others in between", async () => {
    const plain = new Plain();
    const made: CallToDecide[] = [];
    const seqs = new Map<string, number>();
    const open = new Set<string>();
    await fc.assert(
      fc.asyncProperty(drawnBatch, async (drawn) => {
        const fresh = drawn.decides.map(({ at, refuse, limits }) =>
          call(places[at], {
            verdict: refuse ? "refuse" : "allow",
            rule: refuse ? "(default deny)" : null,
            limits: refuse ? [] : limits.map((l, n) => limitOf(l.counter, l.max, l.amount, n)),
          }),
        );
        // Some are sent again, though their answer was given before.
        const decides = [...made.slice(0, drawn.again), ...fresh];
        const candidates = [...made, ...(drawn.settlesOwn ? fresh : [])];
        const chosen = new Map(
          drawn.settles.flatMap(({ at, charge }) => {
            const of = candidates[at % Math.max(1, candidates.length)];
            return of === undefined ? [] : [[of.decisionId, settled(of, charge)] as const];
          }),
        );
        const settles = [...chosen.values()];
        // What the gate knows goes without look-ups; whatever else there is makes the batch careful.
        const known = settles.every(
          ({ decisionId }) => seqs.has(decisionId) && open.has(decisionId),
        );
        const careful = drawn.again > 0 || !known || drawn.careful;
        const whole = settles.map((one) => ({
          ...one,
          ledgerSeq: seqs.get(one.decisionId),
          limited: true,
        }));
        const decided = decides.map((one) => ({ status: "done", ...plain.decide(one) }));
        const expected = (one: CallToSettle) => ({
          status: fresh.some(({ decisionId }) => decisionId === one.decisionId)
            ? "busy"
            : plain.settle(one),
          ...{ decision: null, rule: null },
        });
        const answers = await commit(decides, careful ? settles : whole, careful);
        expect(answers.map(({ status, decision, rule }) => ({ status, decision, rule }))).toEqual([
          ...decided.map(({ status, decision, rule }) => ({ status, decision, rule })),
          ...settles.map(expected),
        ]);
        for (const [n, { decisionId }] of decides.entries()) {
          seqs.set(decisionId, Number(answers[n]?.seq));
          if (
            answers[n]?.decision === "allow" &&
            fresh.some((one) => one.decisionId === decisionId)
          )
            open.add(decisionId);
        }
        // The end of a call that was decided in the same batch is sent again.
        const again = settles.filter((_, n) => answers[decides.length + n]?.status === "busy");
        const later = again.length === 0 ? [] : await commit([], again);
        expect(later.map(({ status }) => status)).toEqual(again.map((one) => plain.settle(one)));
        for (const { decisionId } of settles) open.delete(decisionId);
        made.push(...fresh);
        if (drawn.between !== null) await appendAsConsole(places[drawn.between]);
      }),
      { numRuns: 60 },
    );

    const counted = await database.admin<{ key: string; used: string }>(
      "select tenant_id || ' ' || counter as key, used from portcullis.quota_counters",
    );
    const nonZero = (pairs: [string, number][]) => pairs.filter(([, used]) => used !== 0).sort();
    expect(nonZero(counted.map(({ key, used }) => [key, Number(used)]))).toEqual(
      nonZero([...plain.used]),
    );
    const stillOpen = await database.admin<{ id: string }>(
      "select id from portcullis.decisions where decision = 'allow' and outcome is null",
    );
    const openPlainly = [...plain.calls].flatMap(([id, known]) => (known.open ? [id] : []));
    expect(stillOpen.map(({ id }) => id).sort()).toEqual(openPlainly.sort());
    for (const place of places) {
      expect(await verifyTenant(reader, place.tenantId)).toMatchObject({ whole: true });
    }
  });

  it("writes the entries that their producers would, byte for byte", async () => {
    const awkward = 'a"b\\c\u2028é😀';
    const one = call(places[0], {
      tool: null,
      definitionHash: "1".repeat(64),
      argumentKeys: [awkward, "z"],
    });
    const two = call(places[0], { verdict: "refuse", rule: '/tools/say "x"/deny_if/0' });
    const answers = await commit([one, two, call(places[0], { policyHash: null })], []);
    const ledgerSeq = Number(answers[0]?.seq);
    await commit([], [{ ...settled(one, false), ledgerSeq, limited: false }], false);
    const { serverId, grantId } = places[0];
    const refs = { server: serverId, grant: grantId, decision: one.decisionId };
    const actor = `grant:${grantId}`;
    const drafts: Record<string, EntryDraft> = {
      [`${one.decisionId} 0`]: {
        ...{ type: "call.decided", actor, action: "tools/call", target: `server:${serverId}` },
        ...{ requestId: one.requestId, source: "gate", policy: one.policyHash, outcome: "allow" },
        ...{ keys: [awkward, "z"], refs },
        hashes: { policy: "0".repeat(64), definition: "1".repeat(64) },
      },
      [`${one.decisionId} 1`]: {
        ...{ type: "call.settled", actor, action: "tools/call" },
        target: `decision:${one.decisionId}`,
        ...{ requestId: one.requestId, source: "gate", outcome: "not_sent", reason: "refunded" },
        refs,
      },
      [`${two.decisionId} 0`]: {
        ...{ type: "call.decided", actor, action: "tools/call", target: "tool:echo" },
        ...{ requestId: two.requestId, source: "gate", policy: two.policyHash, outcome: "refuse" },
        ...{ reason: two.rule ?? "", keys: [], refs: { ...refs, decision: two.decisionId } },
        hashes: { policy: "0".repeat(64) },
      },
    };
    for (const [at, draft] of Object.entries(drafts)) {
      const [row] = await database.admin<{ id: string; text: string }>(
        `select id, convert_from(bytes, 'UTF8') as text from portcullis.ledger_entries
         where stream = $1 and stream_seq = $2`,
        at.split(" "),
      );
      const body = JSON.parse(row?.text ?? "{}").body;
      expect(canonicalJson(body)).toBe(prepareEntry({ ...draft, id: row?.id ?? "" }).body);
      expect(row?.text).toContain(`"body":${canonicalJson(body)},`);
    }
  });

  it("leaves alone the tenant whose head is held, and nobody else", async () => {
    const [held, free] = [call(places[0]), call(places[1])];
    const answers = await rolledBack(database, async (holder) => {
      await holder.query("select from portcullis.ledger_heads where tenant_id = $1 for update", [
        places[0].tenantId,
      ]);
      return await commit([held, free], [settled(held)]);
    });
    expect(answers.map((answer) => answer.status)).toEqual(["busy", "done", "busy"]);
    const [rows] = await database.admin(
      "select count(*)::int as n from portcullis.decisions where id = any ($1)",
      [[held.decisionId, free.decisionId]],
    );
    expect(rows).toEqual({ n: 1 });
  });

  it.each<[string, () => [readonly CallToDecide[], readonly CallToSettle[]], string]>([
    [
      "with one call twice",
      () => {
        const one = call(places[0]);
        return [[one, one], []];
      },
      "23505",
    ],
    [
      "for a grant of another server",
      () => [[call(places[0], { serverId: newId() })], []],
      "23503",
    ],
    [
      "for another tenant's grant",
      () => [[call(places[0], { grantId: places[1].grantId })], []],
      "23503",
    ],
    [
      "with a verdict that is none",
      () => [[call(places[0], { verdict: "maybe" as "allow" })], []],
      "22023",
    ],
    [
      "with an outcome that is none",
      () => [[], [{ ...settled(call(places[0])), outcome: "fine" as "answered" }]],
      "22023",
    ],
    [
      "that takes less than nothing",
      () => [[call(places[0], { limits: [limitOf("c", 5, -1, 0)] })], []],
      "22023",
    ],
    [
      "that takes what is no number",
      () => [[call(places[0], { limits: [limitOf("c", 5, Number.NaN, 0)] })], []],
      "22023",
    ],
  ])("%s is refused whole", async (_name, make, code) => {
    const [decides, settles] = make();
    const good = call(places[1]);
    await expect(commit([good, ...decides], settles)).rejects.toMatchObject({ code });
    const rows = await database.admin("select from portcullis.decisions where id = $1", [
      good.decisionId,
    ]);
    expect(rows).toHaveLength(0);
  });

  /** A refusal is heard before its transaction has let go of its rows: until then they are busy. */
  const statusOf = async (one: CallToSettle) => (await commit([], [one]))[0]?.status;

  it.each<[string, Partial<CallToSettle>, boolean]>([
    ["a number in the log that is another's", { ledgerSeq: 0 }, false],
    ["another grant", { grantId: newId() }, false],
    ["another server", { serverId: newId() }, false],
    ["another method", { method: "tools/list" }, false],
    ["another request", { requestId: newId() }, false],
    ["no call that there is", { decisionId: newId() }, false],
    ["a call that has ended", {}, true],
  ])("that is not careful and ends %s is refused whole", async (_name, said, ended) => {
    const [one, good] = [call(places[0]), call(places[1])];
    const [answer] = await commit([one], [], false);
    const whole = { ...settled(one), ledgerSeq: Number(answer?.seq), limited: false };
    if (ended) await commit([], [whole], false);
    await expect(commit([good], [{ ...whole, ...said }], false)).rejects.toMatchObject({
      code: ended ? "23505" : "40001",
    });
    const rows = await database.admin(
      "select outcome from portcullis.decisions where id = any ($1)",
      [[one.decisionId, good.decisionId]],
    );
    expect(rows).toEqual([{ outcome: ended ? "answered" : null }]);
    await expect
      .poll(() => statusOf({ ...settled(one), ledgerSeq: 0 }))
      .toBe(ended ? "settled before" : "done");
  });

  it("that is not careful and holds a decision that was recorded is refused whole", async () => {
    const [one, good] = [call(places[0]), call(places[1])];
    await commit([one], [], false);
    await expect(commit([good, one], [], false)).rejects.toMatchObject({ code: "23505" });
    await expect
      .poll(async () => (await commit([good, one], []))[1])
      .toMatchObject({ decision: "allow" });
  });

  it("that settles a call twice is refused, and the call stays open", async () => {
    const one = call(places[0]);
    await commit([one], []);
    await expect(commit([], [settled(one), settled(one)])).rejects.toMatchObject({ code: "23505" });
    await expect.poll(() => statusOf(settled(one))).toBe("done");
  });
});
