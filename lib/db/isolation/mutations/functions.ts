import type { Mutation } from "./mutation";

const PINNED = "language sql security definer set search_path = pg_catalog, pg_temp";
const UNVERIFIED =
  "convert_from(decode(translate(split_part(current_setting('request.jwt', true), '.', 2), '-_', '+/'), 'base64'), 'UTF8')::jsonb";
const kept = (name: string, owner = "portcullis_definer") =>
  `alter function ${name} owner to ${owner}; revoke all on function ${name} from public`;

/** Ways in which a function could hand out what no policy guards. */
export const FUNCTION_MUTATIONS: readonly Mutation[] = [
  [
    "a definer function is not on the list",
    "extra",
    `create function portcullis.extra() returns bigint ${PINNED} return (select count(*) from portcullis.members); ${kept("portcullis.extra()")}`,
  ],
  [
    "a definer function belongs to the superuser",
    "list_tenants",
    "alter function portcullis.list_tenants() owner to current_user",
  ],
  [
    "a definer function stands in another schema",
    "extra",
    `create function public.extra() returns bigint ${PINNED} return (select count(*) from portcullis.members)`,
  ],
  [
    "a listed name has a second function",
    "resolve_tenant(integer)",
    `create function portcullis.resolve_tenant(wanted integer) returns bigint ${PINNED} return 1; ${kept("portcullis.resolve_tenant(integer)")}`,
  ],
  [
    "a listed name has a second function without the definer's rights",
    "resolve_tenant(integer)",
    `create function portcullis.resolve_tenant(wanted integer) returns bigint language sql set search_path = pg_catalog, pg_temp return 1; ${kept("portcullis.resolve_tenant(integer)", "portcullis_owner")}`,
  ],
  [
    "the definer owns a function of another kind",
    "workspace_ids",
    "alter function portcullis.workspace_ids() owner to portcullis_definer",
  ],
  [
    "a search_path is unset",
    "resolve_grant",
    "alter function portcullis.resolve_grant(bytea) reset search_path",
  ],
  [
    "a search_path leads elsewhere",
    "resolve_grant",
    "alter function portcullis.resolve_grant(bytea) set search_path = public, pg_catalog",
  ],
  [
    "a search_path leaves the temporary schema first",
    "resolve_grant",
    "alter function portcullis.resolve_grant(bytea) set search_path = pg_catalog",
  ],
  [
    "everybody may call a definer function",
    "list_tenants",
    "grant execute on function portcullis.list_tenants() to public",
  ],
  [
    "a function is born open to everybody",
    "extra",
    "create function portcullis.extra() returns int language sql set search_path = pg_catalog, pg_temp return 1; alter function portcullis.extra() owner to portcullis_owner; grant execute on function portcullis.extra() to public",
  ],
  [
    "a helper is made a definer's",
    "tenant_id",
    "alter function portcullis.tenant_id() security definer",
  ],
  [
    "the console may extend any ledger",
    "portcullis_web may call ledger_write",
    "grant execute on function portcullis.ledger_write to portcullis_web",
  ],
  [
    "the gate may write what it likes into the ledger",
    "portcullis_gate may call ledger_write",
    "grant execute on function portcullis.ledger_write to portcullis_gate",
  ],
  [
    "the console may commit for the gate",
    "portcullis_web may call gate_commit",
    "grant execute on function portcullis.gate_commit to portcullis_web",
  ],
  [
    "the worker may read every ledger",
    "portcullis_worker may call ledger_read",
    "grant execute on function portcullis.ledger_read(uuid, bigint, integer) to portcullis_worker",
  ],
  [
    "the tenant is read from a token without verifying it",
    "claims",
    `create or replace function portcullis.tenant_id() returns uuid language sql stable set search_path = pg_catalog, pg_temp as $$ select nullif(case when current_setting('request.jwt', true) <> '' then ${UNVERIFIED} ->> 'tenant_id' end, '')::uuid $$`,
  ],
  [
    "the claims are read without verifying them",
    "claims",
    `create or replace function portcullis.claims() returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select case when current_setting('request.jwt', true) <> '' then ${UNVERIFIED} end $$`,
  ],
  [
    "no token means some tenant",
    "claims",
    "create or replace function portcullis.tenant_id() returns uuid language sql stable set search_path = pg_catalog, pg_temp as $$ select coalesce((portcullis.claims() ->> 'tenant_id')::uuid, '00000000-0000-4000-8000-000000000001') $$",
  ],
];
