import type { Mutation } from "./mutation";

const MINE = "tenant_id = (select portcullis.tenant_id())";

/** Ways in which a table, its policy or its keys could stop holding tenants apart. */
export const TABLE_MUTATIONS: readonly Mutation[] = [
  ["a policy is dropped", "members", "drop policy isolation on portcullis.members"],
  [
    "row-level security is off",
    "members",
    "alter table portcullis.members disable row level security",
  ],
  ["its force is off", "members", "alter table portcullis.members no force row level security"],
  [
    "a second policy lets all pass",
    "members",
    "create policy more on portcullis.members using (true)",
  ],
  [
    "a policy says OR true",
    "members",
    `alter policy isolation on portcullis.members using (${MINE} or true) with check (${MINE} or true)`,
  ],
  [
    "a policy hides its truth in coalesce",
    "members",
    `alter policy isolation on portcullis.members using (coalesce(${MINE}, true)) with check (coalesce(${MINE}, true))`,
  ],
  [
    "a policy hides its truth in a case",
    "members",
    `alter policy isolation on portcullis.members using (case when ${MINE} then true else true end) with check (case when ${MINE} then true else true end)`,
  ],
  [
    "a policy takes no tenant for every tenant",
    "members",
    "alter policy isolation on portcullis.members using (tenant_id is not distinct from coalesce((select portcullis.tenant_id()), tenant_id))",
  ],
  [
    "a policy checks reads only",
    "members",
    "alter policy isolation on portcullis.members with check (true)",
  ],
  [
    "a policy checks writes only",
    "members",
    "alter policy isolation on portcullis.members using (true)",
  ],
  [
    "a policy holds for one command",
    "members",
    `drop policy isolation on portcullis.members; create policy isolation on portcullis.members for select using (${MINE})`,
  ],
  [
    "a policy holds for one role",
    "members",
    "alter policy isolation on portcullis.members to portcullis_web",
  ],
  [
    "a policy is restrictive, so that none permits",
    "members",
    `drop policy isolation on portcullis.members; create policy isolation on portcullis.members as restrictive using (${MINE}) with check (${MINE})`,
  ],
  [
    "a policy forgets the workspace",
    "servers",
    `alter policy isolation on portcullis.servers using (${MINE}) with check (${MINE})`,
  ],
  [
    "a new tenant table has no row-level security",
    "extra",
    "create table portcullis.extra (tenant_id uuid not null primary key)",
  ],
  ["a new table has no tenant", "extra", "create table portcullis.extra (id uuid primary key)"],
  [
    "a tenant may be null",
    "extra",
    "create table portcullis.extra (tenant_id uuid, id uuid); select portcullis.isolate('portcullis.extra')",
  ],
  ["a tenant is a text", "extra", "create table portcullis.extra (tenant_id text not null)"],
  [
    "a table inherits from a tenant's",
    "extra",
    "create table portcullis.extra () inherits (portcullis.members)",
  ],
  [
    "a unique index leaves the tenant out",
    "members.extra",
    "create unique index extra on portcullis.members (email)",
  ],
  [
    "a unique index has the tenant second",
    "members.extra",
    "create unique index extra on portcullis.members (email, tenant_id)",
  ],
  [
    "a unique index is over an expression first",
    "members.extra",
    "create unique index extra on portcullis.members (lower(email), tenant_id)",
  ],
  [
    "an exclusion leaves the tenant out",
    "members.extra",
    "alter table portcullis.members add constraint extra exclude (email with =)",
  ],
  [
    "a foreign key starts elsewhere",
    "extra",
    "create table portcullis.extra (tenant_id uuid not null primary key, other uuid references portcullis.tenants); select portcullis.isolate('portcullis.extra')",
  ],
  [
    "a foreign key's tenant points at an id",
    "extra",
    "alter table portcullis.workspaces add constraint by_id unique (tenant_id, id, slug); create table portcullis.extra (tenant_id uuid not null, id uuid, slug text, foreign key (tenant_id, id, slug) references portcullis.workspaces (id, tenant_id, slug))",
  ],
  [
    "a foreign key is not enforced",
    "grants",
    "alter table portcullis.grants alter constraint grants_tenant_id_workspace_id_server_id_fkey not enforced",
  ],
  [
    "a trigger is switched off",
    "tenants.begin_ledger",
    "alter table portcullis.tenants disable trigger begin_ledger",
  ],
  [
    "a rule rewrites a statement",
    "members.extra",
    "create rule extra as on delete to portcullis.members do instead nothing",
  ],
  [
    "a partition has no row-level security",
    "extra_0",
    "create table portcullis.extra (tenant_id uuid not null) partition by hash (tenant_id); select portcullis.isolate('portcullis.extra'); create table portcullis.extra_0 partition of portcullis.extra for values with (modulus 1, remainder 0)",
  ],
  [
    "a partition is granted",
    "extra_0",
    "create table portcullis.extra (tenant_id uuid not null) partition by hash (tenant_id); select portcullis.isolate('portcullis.extra'); create table portcullis.extra_0 partition of portcullis.extra for values with (modulus 1, remainder 0); select portcullis.isolate('portcullis.extra_0'); grant select on portcullis.extra_0 to portcullis_gate",
  ],
  [
    "a view runs with its owner's rights",
    "extra",
    "create view portcullis.extra as select * from portcullis.members",
  ],
  [
    "a view says that it does not",
    "extra",
    "create view portcullis.extra with (security_invoker = off) as select * from portcullis.members",
  ],
  [
    "rows are copied into a materialised view",
    "extra",
    "create materialized view portcullis.extra as select * from portcullis.members",
  ],
  [
    "a foreign table stands in the schema",
    "extra",
    "create foreign data wrapper extra; create server extra foreign data wrapper extra; create foreign table portcullis.extra (tenant_id uuid) server extra",
  ],
  [
    "a view elsewhere shows a tenant's rows",
    "extra",
    "create view public.extra as select * from portcullis.members; grant select on public.extra to portcullis_web",
  ],
  [
    "a view elsewhere is open to everybody",
    "extra",
    "create view jackson.extra as select * from portcullis.members; grant select on jackson.extra to public",
  ],
  [
    "a column of a table elsewhere is granted",
    "extra",
    "create table public.extra as select * from portcullis.members; grant select (email) on public.extra to portcullis_gate",
  ],
  [
    "an index leaves the tenant out",
    "decisions.decisions_server",
    "drop index portcullis.decisions_server; create index decisions_server on portcullis.decisions (server_id, id)",
  ],
  [
    "an index carries the tenant along without being ordered by it",
    "members.extra",
    "create index extra on portcullis.members (name) include (tenant_id)",
  ],
  [
    "a column is sampled",
    "members.email",
    "alter table portcullis.members alter column email set statistics 100",
  ],
  [
    "a new column is sampled",
    "members.nickname",
    "alter table portcullis.members add column nickname text",
  ],
  [
    "an expression of an index is sampled",
    "extra.lower",
    "create index extra on portcullis.members (tenant_id, lower(name))",
  ],
  [
    "columns are sampled together",
    "members.extra",
    "create statistics portcullis.extra on email, name from portcullis.members",
  ],
  ["a sequence counts for all tenants", "portcullis.extra", "create sequence portcullis.extra"],
  [
    "a column is numbered for all tenants",
    "members_number_seq",
    "alter table portcullis.members add column number bigint generated always as identity",
  ],
  [
    "a sequence elsewhere is open to everybody",
    "extra",
    "create sequence public.extra; grant usage on sequence public.extra to public",
  ],
];
