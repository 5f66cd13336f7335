import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/crypto";
import { withTenantPg } from "@/lib/db";
import { rolledBack } from "@/lib/db/isolation/support";
import { testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type EntryDraft, prepareEntry, verifyTenant } from "@/lib/ledger";
import type { CallToDecide, CallToSettle } from "./record";
import { drawnBatch } from "./testing/drawn-batch";
import { call, gateOf, limitOf, makePlace, type Place, settled } from "./testing/gate-batches";
import { PlainBook } from "./testing/plain-book";

/*
 * The database commits a batch in statements over all of it. Here it is held against what the same
 * batch means call by call, in the plainest words there are.
 */
const database = await testDatabase();
const commit = gateOf(database);
const web = database.open("portcullis_web");
const reader = database.open("portcullis_ledger_reader");
afterAll(() => database.drop());

let places: [Place, Place];
beforeAll(async () => {
  places = [await makePlace(database), await makePlace(database)];
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
    const plain = new PlainBook();
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
});
