import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { appendEntries } from "./append-entries";
import { readEntries, readHead } from "./read-entries";
import { type Head, verifyEntries } from "./verify-entries";
import { verifyOwn, verifyTenant } from "./verify-log";

let database: TestDatabase;
let tenant: TestTenant;
const ENTRIES = 12;

beforeEach(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  const stream = newId();
  for (let n = 0; n < ENTRIES; n++) await append(n % 3 === 0 ? stream : undefined);
});
afterEach(() => database.drop());

async function append(stream?: string) {
  const [receipt] = await withTenant(database.open(), tenant.identity, (tx) =>
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
  return receipt;
}

async function head(): Promise<Head | null> {
  return readHead(database.open("portcullis_ledger_reader"), tenant.tenantId);
}

async function verify(saved: Head | null = null) {
  const reader = database.open("portcullis_ledger_reader");
  return verifyEntries(tenant.tenantId, readEntries(reader, tenant.tenantId), await head(), saved);
}

const asSuperuser = (sql: string) => database.admin(sql, [tenant.tenantId]);

describe("verification", () => {
  it("finds an untouched log whole, and its head the last receipt", async () => {
    const receipt = await append();
    const result = await verify();
    expect(result).toMatchObject({ whole: true, entries: ENTRIES + 1, findings: [] });
    expect(result.head).toEqual({ seq: receipt?.seq, leaf: receipt?.leaf });
  });

  it.each([0, 60, 200, 300])("names the entry of which byte %i was changed", async (byte) => {
    await asSuperuser(
      `update portcullis.ledger_entries set bytes = set_byte(bytes, ${byte}, get_byte(bytes, ${byte}) # 1) where tenant_id = $1 and seq = 7`,
    );
    const result = await verify();
    expect(result.whole).toBe(false);
    expect(result.findings[0]).toMatchObject({ seq: 7, fault: "changed" });
  });

  it("finds an entry that was changed together with its hash, by the entry after it", async () => {
    await asSuperuser(
      `update portcullis.ledger_entries e set bytes = b.bytes, leaf = sha256('\\x00'::bytea || b.bytes)
       from (select convert_to(replace(convert_from(bytes, 'UTF8'), '"done"', '"gone"'), 'UTF8') as bytes
             from portcullis.ledger_entries where tenant_id = $1 and seq = 4) b
       where tenant_id = $1 and seq = 4`,
    );
    const { findings } = await verify();
    expect(findings).toContainEqual(expect.objectContaining({ seq: 5, fault: "chain-broken" }));
  });

  it.each(["type", "slice", "request_id", "at", "id", "stream"])(
    "finds a stored %s that does not say what the entry says",
    async (column) => {
      const value = {
        type: "'x'",
        slice: "'access'",
        request_id: "'xxxxxxxx'",
        at: "at + '1 microsecond'",
        id: "gen_random_uuid()",
        stream: "gen_random_uuid()",
      }[column];
      await asSuperuser(
        `update portcullis.ledger_entries set ${column} = ${value} where tenant_id = $1 and seq = 3`,
      );
      expect((await verify()).findings).toContainEqual(
        expect.objectContaining({ seq: 3, fault: "column-differs" }),
      );
    },
  );

  it("names the place of a deleted entry", async () => {
    await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1 and seq = 5");
    expect((await verify()).findings[0]).toMatchObject({ seq: 5, fault: "missing" });
  });

  it("names the first place when the log's beginning is gone", async () => {
    await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1 and seq < 2");
    expect((await verify()).findings[0]).toMatchObject({ seq: 0, fault: "missing" });
  });

  it("names two entries that changed places", async () => {
    await asSuperuser(
      `update portcullis.ledger_entries e set bytes = o.bytes, leaf = o.leaf from portcullis.ledger_entries o
       where e.tenant_id = $1 and o.tenant_id = $1 and e.seq in (4, 5) and o.seq = 9 - e.seq`,
    );
    const { findings } = await verify();
    expect(findings).toContainEqual(expect.objectContaining({ seq: 4, fault: "reordered" }));
    expect(findings).toContainEqual(expect.objectContaining({ seq: 5, fault: "reordered" }));
  });

  it("finds a log that was cut off by its head", async () => {
    await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1 and seq > 8");
    expect((await verify()).findings[0]).toMatchObject({ seq: 9, fault: "truncated" });
  });

  it("finds a log that was cut off together with its head only against a saved head", async () => {
    const saved = await head();
    await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1 and seq > 8");
    await asSuperuser(
      `update portcullis.ledger_heads h set seq = e.seq, leaf = e.leaf from portcullis.ledger_entries e
       where h.tenant_id = $1 and e.tenant_id = $1 and e.seq = 8`,
    );
    expect((await verify()).whole).toBe(true);
    expect((await verify(saved)).findings[0]).toMatchObject({ seq: 9, fault: "truncated" });
  });

  describe.each([
    ["an operator", () => verifyTenant(database.open("portcullis_ledger_reader"), tenant.tenantId)],
    ["the tenant", () => verifyOwn(database.open(), tenant.identity)],
  ])("as %s does it", (_who, verifyNow) => {
    it("finds an untouched log whole, also while it grows", async () => {
      const growing = Promise.all(Array.from({ length: 20 }, () => append()));
      for (let n = 0; n < 5; n++) expect((await verifyNow()).findings).toEqual([]);
      await growing;
      expect(await verifyNow()).toMatchObject({ whole: true, entries: ENTRIES + 20 });
    });

    it("finds what a head that was set back leaves behind", async () => {
      await asSuperuser(
        `update portcullis.ledger_heads h set seq = e.seq, leaf = e.leaf from portcullis.ledger_entries e
         where h.tenant_id = $1 and e.tenant_id = $1 and e.seq = 8`,
      );
      expect((await verifyNow()).findings).toMatchObject([{ seq: 9, fault: "head-differs" }]);
    });

    it("finds a log that is gone together with its head", async () => {
      await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1");
      await asSuperuser("delete from portcullis.ledger_heads where tenant_id = $1");
      expect((await verifyNow()).findings).toMatchObject([{ seq: 0, fault: "head-differs" }]);
    });

    it("finds an entry that stands twice, or below the first", async () => {
      await database.admin(
        `alter table portcullis.ledger_entries drop constraint ledger_entries_pkey,
           drop constraint ledger_entries_tenant_id_id_key, drop constraint ledger_entries_seq_check`,
      );
      const copy = (seq: string) =>
        asSuperuser(
          `insert into portcullis.ledger_entries select tenant_id, ${seq}, id, at, type, slice, request_id, null, null, leaf, bytes
           from portcullis.ledger_entries where tenant_id = $1 and seq = 1`,
        );
      await copy("seq");
      expect((await verifyNow()).findings).toMatchObject([{ seq: 1, fault: "reordered" }]);
      await asSuperuser(
        "delete from portcullis.ledger_entries a using portcullis.ledger_entries b where a.tenant_id = $1 and a.seq = 1 and b.seq = 1 and a.ctid > b.ctid",
      );
      await copy("-5");
      expect((await verifyNow()).findings).toMatchObject([{ seq: -5, fault: "reordered" }]);
    });
  });

  it("finds a log that was rewritten to its end only against a saved head", async () => {
    const saved = await head();
    await asSuperuser("delete from portcullis.ledger_entries where tenant_id = $1");
    await asSuperuser(
      "update portcullis.ledger_heads set seq = -1, leaf = null where tenant_id = $1",
    );
    for (let n = 0; n < ENTRIES; n++) await append();
    expect((await verify()).whole).toBe(true);
    expect((await verify(saved)).findings[0]).toMatchObject({ seq: saved?.seq, fault: "changed" });
  });

  it("writes one entry where the same id is appended twice", async () => {
    const entry = {
      id: newId(),
      type: "grant.revoked",
      actor: "system:test",
      action: "grant.revoke",
      target: "grant:x",
      requestId: newId(),
      source: "cli",
      outcome: "done",
    } as const;
    const append = () =>
      withTenant(database.open(), tenant.identity, (tx) => appendEntries(tx, [entry]));
    const [first, second] = [await append(), await append()];
    expect(second).toEqual(first);
    expect((await verify()).entries).toBe(ENTRIES + 1);
  });

  it("numbers concurrent appends densely", async () => {
    await Promise.all(Array.from({ length: 20 }, () => append()));
    expect(await verify()).toMatchObject({ whole: true, entries: ENTRIES + 20 });
  });
});

describe("an entry", () => {
  it("cannot hold a field, reference or text that its type does not list", async () => {
    const base = {
      type: "grant.created",
      actor: "a",
      action: "b",
      target: "c",
      requestId: newId(),
      source: "cli",
      outcome: "done",
    } as const;
    const write = (more: object) =>
      withTenant(database.open(), tenant.identity, (tx) =>
        appendEntries(tx, [{ ...base, ...more }]),
      );
    await expect(write({ refs: { secret: "x" } })).rejects.toThrow(TypeError);
    await expect(write({ hashes: { password: "x" } })).rejects.toThrow(TypeError);
    await expect(write({ reason: "line\nbreak" })).rejects.toThrow(TypeError);
  });

  it("is refused by the database too if it holds a field that is not on the list", async () => {
    const body = JSON.stringify({
      id: newId(),
      type: "x",
      slice: "main",
      actor: "a",
      action: "a",
      target: "t",
      request_id: "r",
      source: "s",
      policy: null,
      outcome: "o",
      note: "free text",
    });
    await expect(
      withTenant(
        database.open(),
        tenant.identity,
        (tx) =>
          tx.$queryRaw`select * from portcullis.ledger_append(${JSON.stringify([{ body }])}::jsonb)`,
      ),
    ).rejects.toThrow();
    expect((await verify()).entries).toBe(ENTRIES);
  });
});
