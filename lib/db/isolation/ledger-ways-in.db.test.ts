import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/crypto";
import { databaseProblem } from "@/lib/db";
import { makeTenant, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, openAs, tokenFor, worthlessTokens } from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  acme = await makeTenant(database);
  globex = await makeTenant(database);
});

const parts = (id = newId()) => ({
  id,
  type: "grant.created",
  slice: "main",
  actor: "system:test",
  action: "grant.create",
  target: "grant:test",
  request_id: newId(),
  source: "cli",
  policy: null,
  outcome: "done",
});
const body = (id = newId()) => canonicalJson(parts(id));
/** One entry that claims to be globex's. */
const foreignEntry = () => JSON.stringify([{ tenant: globex.tenantId, body: body() }]);

/** What a role is answered that appends under a token; nothing of it stays. */
async function append(role: string, token: string | undefined, entries: string) {
  return attempting(database, role, token, async (attempt) => {
    const sql = "select * from portcullis.ledger_append($1::jsonb)";
    const { code, count, error } = await attempt(sql, [entries]);
    return { code, written: count, error };
  });
}

/** Appends for good and gives the tenants whose logs hold the new entries. */
async function appendedTo(role: string, token: string, id: string): Promise<string[]> {
  const client = await openAs(database, role).pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('request.jwt', $1, true)", [token]);
    await client.query("select * from portcullis.ledger_append($1::jsonb)", [
      JSON.stringify([{ tenant: globex.tenantId, body: body(id) }]),
    ]);
    await client.query("commit");
  } finally {
    client.release();
  }
  const rows = await database.admin<{ tenant_id: string }>(
    "select tenant_id from portcullis.ledger_entries where id = $1",
    [id],
  );
  return rows.map((row) => row.tenant_id);
}

describe("ledger_append", () => {
  const writers = ["portcullis_web", "portcullis_gate", "portcullis_worker"];

  it.each(writers)(
    "by %s under a tenant's token writes to that tenant, whatever the entry says",
    async (role) => {
      const token = tokenFor(database, acme.tenantId, [acme.workspaceId]);
      expect(await appendedTo(role, token, newId())).toEqual([acme.tenantId]);
    },
  );

  it.each(["portcullis_gate", "portcullis_worker"])(
    "by %s under the ledger's token writes where each entry says",
    async (role) => {
      const token = tokenFor(database, acme.tenantId, [], { aud: "ledger" });
      expect(await appendedTo(role, token, newId())).toEqual([globex.tenantId]);
    },
  );

  it("by the console's role under the ledger's token is refused", async () => {
    const token = tokenFor(database, acme.tenantId, [], { aud: "ledger" });
    expect(await append("portcullis_web", token, foreignEntry())).toMatchObject({
      code: "42501",
      written: 0,
    });
  });

  it("is refused to every role without a token that verifies, and told as one problem", async () => {
    const tokens = worthlessTokens(database, acme.tenantId, []);
    for (const role of writers) {
      for (const [what, token] of [...tokens, ["none", undefined] as const]) {
        if (what === "the ledger's audience") continue;
        const { code, error } = await append(role, token, foreignEntry());
        expect.soft([role, what, code]).toEqual([role, what, "42501"]);
        expect(databaseProblem(error)).toMatchObject({ code: "database_token_rejected" });
      }
    }
  });

  it("takes every form of body that producers write, byte for byte", async () => {
    const token = tokenFor(database, acme.tenantId, []);
    for (const more of [
      {},
      { reason: "role:viewer", keys: [], refs: {}, hashes: {} },
      {
        keys: ["a", 'b"\\\n\u0001/\u2028\u007f', "€😀"],
        refs: { server: newId(), "a-b": "x", ab: "y" },
      },
      { hashes: { policy: "0".repeat(64), before: "1" }, policy: "0".repeat(64) },
    ]) {
      const entries = JSON.stringify([{ body: canonicalJson({ ...parts(), ...more }) }]);
      expect(await append("portcullis_web", token, entries)).toMatchObject({ code: null });
    }
  });

  it.each<[string, (id: string) => string]>([
    ["with a space", (id) => ` ${body(id)}`],
    ["out of order", (id) => JSON.stringify(parts(id))],
    ["with a key twice", (id) => body(id).replace('"type":', '"type":"other","type":')],
    ["with an escape too many", (id) => body(id).replace('"main"', '"m\\u0061in"')],
    ["with a number", (id) => canonicalJson({ ...parts(id), reason: 1 })],
    ["with a list in a list", (id) => canonicalJson({ ...parts(id), keys: [["a"]] })],
    [
      "with an object in an object",
      (id) => canonicalJson({ ...parts(id), refs: { a: { b: "c" } } }),
    ],
    ["with an id in capitals", () => body("0190A1B2-0000-7000-8000-000000000001")],
    ["with an id in braces", () => body("{0190a1b2-0000-7000-8000-000000000001}")],
  ])("takes no body %s, which no verification would ever pass again", async (_name, make) => {
    const token = tokenFor(database, acme.tenantId, []);
    const entries = JSON.stringify([{ body: body() }, { body: make(newId()) }]);
    expect(await append("portcullis_web", token, entries)).toMatchObject({
      code: "22023",
      written: 0,
    });
  });

  it("is refused for a tenant that does not exist, as for one that may not be written", async () => {
    const token = tokenFor(database, newId(), []);
    expect(await append("portcullis_web", token, foreignEntry())).toMatchObject({ code: "42501" });
    const anyTenant = tokenFor(database, acme.tenantId, [], { aud: "ledger" });
    const nobody = JSON.stringify([{ tenant: newId(), body: body() }, { body: body() }]);
    expect(await append("portcullis_gate", anyTenant, nobody)).toMatchObject({ code: "42501" });
  });
});

describe("gate_commit", () => {
  const commit = (role: string, given: string | null) =>
    attempting(database, role, tokenFor(database, acme.tenantId, [acme.workspaceId]), (attempt) =>
      attempt(
        `select * from portcullis.gate_commit($1, $2, 1, true, ${Array(23).fill("'{}'").join(", ")},
          array[$3::uuid], array[$2::uuid], '{null}', '{null}', '{null}', '{null}', '{null}',
          '{answered}', '{200}', '{1}', '{true}', '{null}', false)`,
        [given, newId(), acme.tenantId],
      ),
    );
  const ledgerToken = () => tokenFor(database, acme.tenantId, [], { aud: "ledger" });

  it("takes the ledger's token from the gate and the worker", async () => {
    for (const role of ["portcullis_gate", "portcullis_worker"]) {
      const { code, rows } = await commit(role, ledgerToken());
      expect([code, rows[0]?.statuses]).toEqual([null, ["settled before"]]);
    }
  });

  it("refuses a tenant's token, though the same token reads that tenant's rows", async () => {
    expect((await commit("portcullis_gate", tokenFor(database, acme.tenantId))).code).toBe("42501");
  });

  it("refuses the ledger's token from any other role", async () => {
    for (const role of ["portcullis_web", "portcullis_ledger_reader", "jackson_svc"]) {
      expect((await commit(role, ledgerToken())).code).toBe("42501");
    }
  });

  it("refuses every token that does not verify, and none at all", async () => {
    for (const [what, token] of [
      ...worthlessTokens(database, acme.tenantId, []),
      ["none", null] as const,
    ]) {
      if (what === "the ledger's audience") continue;
      expect.soft([what, (await commit("portcullis_gate", token)).code]).toEqual([what, "42501"]);
    }
  });
});
