import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { appendEntries } from "./append-entries";
import { StreamChains } from "./stream-chains";
import { verifyOwn, verifyTenant } from "./verify-log";

const STREAMS = 4;
const ROUNDS = 3;
let database: TestDatabase;
let tenant: TestTenant;

beforeEach(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  const streams = Array.from({ length: STREAMS }, () => newId());
  for (let round = 0; round < ROUNDS; round++) {
    for (const stream of streams) await append(stream);
  }
});
afterEach(() => database.drop());

const append = (stream: string) =>
  withTenant(database.open(), tenant.identity, (tx) =>
    appendEntries(tx, [
      {
        type: "grant.created",
        actor: "system:test",
        action: "grant.create",
        target: "grant:test",
        requestId: newId(),
        source: "cli",
        outcome: "done",
        stream,
      },
    ]),
  );

const tamper = (sql: string) => database.admin(sql, [tenant.tenantId]);
/** An entry says another thing of its stream, with its hash and the chain after it made to fit. */
const rewrite = (seq: number, from: string, to: string) =>
  `update portcullis.ledger_entries e set bytes = b.bytes, leaf = sha256('\\x00'::bytea || b.bytes)
   from (select convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '${from}', '${to}'), 'UTF8') as bytes
         from portcullis.ledger_entries where tenant_id = $1 and seq = ${seq}) b
   where tenant_id = $1 and seq = ${seq}`;

describe.each([
  ["an operator", (kept?: number) => asOperator(kept)],
  [
    "the tenant",
    (kept?: number) => verifyOwn(database.open(), tenant.identity, null, undefined, kept),
  ],
])("streams, as %s verifies them", (_who, verify) => {
  it.each([1, 2, STREAMS, 1_000])("are whole with room for %i", async (kept) => {
    expect(await verify(kept)).toMatchObject({
      whole: true,
      entries: STREAMS * ROUNDS,
      findings: [],
    });
  });

  it.each([
    [
      "an entry that names another one before it",
      rewrite(9, '"stream_prev":"..', '"stream_prev":"zz'),
    ],
    ["an entry with another number in its stream", rewrite(6, '"stream_seq":1', '"stream_seq":7')],
    [
      "a stream that begins twice",
      rewrite(10, '"stream_prev":"[0-9a-f]+","stream_seq":2', '"stream_prev":null,"stream_seq":0'),
    ],
    [
      "an entry that is gone",
      "delete from portcullis.ledger_entries where tenant_id = $1 and seq = 5",
    ],
    [
      "a stream that has lost its beginning",
      "delete from portcullis.ledger_entries where tenant_id = $1 and seq < 2",
    ],
  ])("show %s, with little room as with much", async (_what, sql) => {
    await tamper(sql);
    const much = await verify(1_000);
    expect(much.findings.map(({ fault }) => fault)).toContain("stream-broken");
    for (const kept of [1, 2]) {
      const little = await verify(kept);
      expect(new Set(little.findings.map(line))).toEqual(new Set(much.findings.map(line)));
    }
  });
});

const line = ({ seq, fault }: { seq: number; fault: string }) => `${seq} ${fault}`;
const asOperator = (kept?: number) =>
  verifyTenant(database.open("portcullis_ledger_reader"), tenant.tenantId, null, kept);

it("keeps no more streams than it has room for, however many pass", async () => {
  const leaf = "00";
  const broken: number[] = [];
  const chains = new StreamChains(
    async (places) => places.map(() => null),
    100,
    (seq) => {
      broken.push(seq);
    },
  );
  let most = 0;
  for (let seq = 0; seq < 5_000; seq++) {
    chains.take({ seq, stream: `stream ${seq}`, streamSeq: 0, streamPrev: null, leaf });
    most = Math.max(most, chains.size);
    if (chains.full) await chains.settle();
  }
  await chains.settle();
  expect([most, broken]).toEqual([100, []]);
});
