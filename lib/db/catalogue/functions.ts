import { DEFINER_FUNCTIONS } from "../allow-list";
import { type Check, OF_PEOPLE, RUNTIME } from "./check";

const names = Object.keys(DEFINER_FUNCTIONS);
const callers = Object.entries(DEFINER_FUNCTIONS).flatMap(([name, { callers: roles }]) =>
  roles.map((role) => `${name} ${role}`),
);

/** JSON in base64url of whole groups of four letters, which a decoder without padding reads too. */
function encode(value: unknown): string {
  const json = JSON.stringify(value);
  return Buffer.from(json.padEnd(Math.ceil(json.length / 3) * 3)).toString("base64url");
}

/** A token as a forger would write it: well formed, of every right claim, and signed by nobody. */
const FORGED = [
  encode({ alg: "none", typ: "JWT" }),
  encode({
    aud: "db",
    exp: 4_102_444_800,
    tenant_id: "00000000-0000-4000-8000-000000000000",
    workspace_ids: ["00000000-0000-4000-8000-000000000000"],
  }),
  "",
].join(".");

/** Functions with more rights than their caller are few, pinned, and called by those who must. */
export const FUNCTION_CHECKS: readonly Check[] = [
  {
    check: "functions with the definer's rights are on the allow-list, pinned and not public",
    detail:
      "the function is not on the list, has no fixed search_path, is doubled, or anybody may call it",
    values: [names],
    sql: `select f.oid::regprocedure::text as object from pg_proc f join pg_namespace n on n.oid = f.pronamespace
      where n.nspname = 'portcullis' and (
        (f.prosecdef and (f.proname <> all ($1) or f.proowner <> 'portcullis_definer'::regrole))
        or (f.proowner = 'portcullis_definer'::regrole and not f.prosecdef)
        or not exists (select from unnest(f.proconfig) s where s = 'search_path=pg_catalog, pg_temp')
        or f.proacl is null or exists (select from aclexplode(f.proacl) a where a.grantee = 0)
        or exists (select from pg_proc o where o.pronamespace = f.pronamespace and o.proname = f.proname and o.oid <> f.oid))
      union all select f.oid::regprocedure::text from pg_proc f join pg_namespace n on n.oid = f.pronamespace
      where f.prosecdef and ${OF_PEOPLE} and n.nspname <> 'portcullis'`,
  },
  {
    check: "functions with the definer's rights are called by the roles that must, and no other",
    detail: "a role may call a function that is not for it",
    values: [names, callers],
    sql: `select r || ' may call ' || f.proname as object from pg_proc f, unnest(array[${RUNTIME}]) as r
      where f.pronamespace = 'portcullis'::regnamespace and f.proname = any ($1)
        and has_function_privilege(r, f.oid, 'execute') and f.proname || ' ' || r <> all ($2)`,
  },
  {
    check: "a token that nobody signed is no token",
    detail: "the database takes a forged token, or none, for a caller's",
    values: [FORGED],
    // Each question names the row's own column, or it would be asked once, before any token is handed over.
    sql: `with handed as materialized (select set_config('request.jwt', t, true) as token from unnest(array['', $1]) as t)
      select 'portcullis.claims()' as object from handed where case when token is not null then
        portcullis.claims() is not null or portcullis.tenant_id() is not null or portcullis.workspace_ids() <> '{}' end
      limit 1`,
  },
];
