import { afterAll, describe, expect, it } from "vitest";
import { DEFINER_FUNCTIONS } from "@/lib/db";
import { makeTenant, RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, tokenFor } from "./support";

const database = await testDatabase();
afterAll(() => database.drop());

const EVERYBODY = RUNTIME_ROLES.filter((role) => role !== "jackson_svc");
const WEB = ["portcullis_web"];
const GATE = ["portcullis_gate"];
const BEHIND = ["portcullis_gate", "portcullis_worker"];
const NOBODY: readonly string[] = [];

/** A token, and a batch as columns: of decisions, of limits, and of outcomes. */
const BATCH_COLUMNS = [
  ...["text", "uuid", "integer", "boolean"],
  ...["uuid[]", "uuid[]", "uuid[]", "uuid[]", "uuid[]", "text[]", "text[]", "text[]", "text[]"],
  ...["text[]", "text[]", "text[]", "integer[]", "text[]", "text[]"],
  ...["integer[]", "text[]", "uuid[]", "text[]", "text[]", "numeric[]", "numeric[]", "text[]"],
  ...["uuid[]", "uuid[]", "uuid[]", "uuid[]", "text[]", "text[]", "bigint[]"],
  ...["text[]", "integer[]", "integer[]", "boolean[]", "text[]", "boolean"],
].join(",");

/** Who may call each function of the schema. Written out, so that a new one is thought about. */
const CALLERS: Readonly<Record<string, readonly string[]>> = {
  "claims()": EVERYBODY,
  "tenant_id()": EVERYBODY,
  "workspace_ids()": EVERYBODY,
  "isolate(regclass,boolean)": NOBODY,
  "narrow()": NOBODY,
  "resolve_tenant(text)": WEB,
  "resolve_session(bytea)": WEB,
  "resolve_client_session(uuid,uuid)": WEB,
  "resolve_refresh_token(bytea)": WEB,
  "resolve_device_code(bytea)": WEB,
  "degraded_directories()": WEB,
  "failing_providers()": WEB,
  "rotate_signing_keys(text,text,text,jsonb,bytea)": ["portcullis_worker"],
  "keep_saml_key(text,text,bytea,timestamp with time zone,timestamp with time zone,text)": WEB,
  "begin_saml_rotation(text,text,text,bytea,timestamp with time zone,timestamp with time zone,interval,interval,text)":
    ["portcullis_worker"],
  "finish_saml_rotation(text,interval,text)": ["portcullis_worker"],
  "forget_saml_keys()": ["portcullis_worker"],
  "resolve_api_key(bytea)": WEB,
  "resolve_grant(bytea)": GATE,
  "resolve_setup_link(bytea)": WEB,
  "resolve_domain(text)": WEB,
  "standing(text,uuid)": WEB,
  "resolve_directory(bytea)": WEB,
  "lessen_api_key(uuid,text[],boolean,uuid[])": WEB,
  "live_grants_of(text[])": WEB,
  "revoke_grants(uuid[])": WEB,
  "list_tenants()": ["portcullis_ledger_reader", "portcullis_worker"],
  "begin_ledger()": NOBODY,
  "ledger_write(uuid[],bigint[],bytea[],timestamp with time zone,integer[],uuid[],bigint[],bytea[],integer[],uuid[],text[],text[],text[],text[],text[],text[])":
    NOBODY,
  "ledger_append(jsonb)": [...WEB, ...BEHIND],
  "ledger_read(uuid,bigint,integer)": ["portcullis_ledger_reader"],
  "ledger_head(uuid)": ["portcullis_ledger_reader"],
  "decision_rows(uuid,uuid[])": ["portcullis_ledger_reader"],
  "decision_entries(uuid,uuid,integer)": ["portcullis_ledger_reader"],
  "streams_before(uuid,uuid[],bigint[])": ["portcullis_ledger_reader"],
  [`gate_commit(${BATCH_COLUMNS})`]: BEHIND,
  "list_abandoned_calls(interval,integer)": ["portcullis_worker"],
  "count_change()": NOBODY,
  "end_links_of_key()": NOBODY,
  "end_ways_back()": NOBODY,
  "mark_session_end()": NOBODY,
  "mark_change()": NOBODY,
  "mark_credential_change()": NOBODY,
  "mark_cancelled()": NOBODY,
  "changes_since(pg_snapshot)": GATE,
};

type Found = {
  readonly signature: string;
  readonly arguments: string[];
  readonly definer: boolean;
  readonly owner: string;
  readonly config: string[] | null;
  readonly volatile: string;
};
const functions = await database.admin<Found>(
  `select f.proname || '(' || (select coalesce(string_agg(format_type(t, null), ',' order by n), '')
       from unnest(f.proargtypes) with ordinality as a (t, n)) || ')' as signature,
     array(select format_type(t, null) from unnest(f.proargtypes) with ordinality as a (t, n) order by n) as arguments,
     f.prosecdef as definer, pg_get_userbyid(f.proowner) as owner, f.proconfig as config, f.provolatile as volatile
   from pg_proc f where f.pronamespace = 'portcullis'::regnamespace order by 1`,
);

it("every function of the schema is known here, and none is missing", () => {
  expect(functions.map((found) => found.signature)).toEqual(Object.keys(CALLERS).sort());
});

it("no function outside the schema runs with its owner's rights", async () => {
  const found = await database.admin(
    `select f.oid::regprocedure::text from pg_proc f join pg_namespace n on n.oid = f.pronamespace
     where f.prosecdef and n.nspname not in ('portcullis', 'pg_catalog', 'information_schema')`,
  );
  expect(found).toEqual([]);
});

describe.each(functions)("$signature", (found) => {
  const callers = CALLERS[found.signature] ?? [];
  const listed = found.signature.replace(/\(.*/, "") in DEFINER_FUNCTIONS;

  it("runs with the definer's rights only if it is on the list, and then as portcullis_definer", () => {
    expect(found.definer).toBe(listed);
    expect(found.owner).toBe(listed ? "portcullis_definer" : "portcullis_owner");
  });

  it("looks names up in the system's catalogue first and nowhere an outsider can write", () => {
    expect(found.config).toContain("search_path=pg_catalog, pg_temp");
  });

  it.each(RUNTIME_ROLES)("is called by %s only if it is meant to", async (role) => {
    const values = found.arguments.map((type) => `null::${type}`).join(", ");
    const name = found.signature.replace(/\(.*/, "");
    await attempting(database, role, tokenFor(database, newId()), async (attempt) => {
      const { code, told } = await attempt(`select portcullis.${name}(${values})`);
      const kept = code === "42501" && told.includes("permission denied");
      expect(kept).toBe(!callers.includes(role));
    });
  });
});

describe("a look-up before the tenant is known", () => {
  const hash = Buffer.alloc(32, 1);
  it.each([
    ["resolve_session", "portcullis_web", hash],
    ["resolve_grant", "portcullis_gate", hash],
    ["resolve_tenant", "portcullis_web", "nobody"],
    ["resolve_setup_link", "portcullis_web", hash],
    ["resolve_domain", "portcullis_web", "nobody.test"],
  ])("%s gives no row for what is unknown, empty or a pattern", async (name, role, unknown) => {
    await attempting(database, role, undefined, async (attempt) => {
      for (const value of [unknown, "", "%", null]) {
        const { code, rows } = await attempt(`select * from portcullis.${name}($1)`, [value]);
        expect([code, rows]).toEqual([null, []]);
      }
    });
  });

  it.each(["resolve_api_key", "resolve_directory"])(
    "%s gives a row of nothing for them, with nothing of anybody's in it",
    async (name) => {
      // There are tenants to work it out for.
      const tenant = await makeTenant(database);
      await attempting(database, "portcullis_web", undefined, async (attempt) => {
        for (const value of [hash, "", "%", null]) {
          const { code, rows } = await attempt(`select * from portcullis.${name}($1)`, [value]);
          const [row = {}] = rows;
          const { hit, workspace_ids, capabilities, ...rest } = row as Record<string, unknown>;
          expect([code, rows.length, hit, workspace_ids, capabilities]).toEqual([
            null,
            1,
            false,
            [],
            [],
          ]);
          expect(new Set(Object.values(rest))).toEqual(new Set([null]));
          expect(JSON.stringify(row)).not.toContain(tenant.tenantId);
        }
      });
    },
  );
});
