-- Upstream servers, what they offer, the rules over their tools, and the grants that lead to them.

set local role portcullis_owner;

create table portcullis.servers (
  tenant_id uuid not null,
  workspace_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  url text not null check (length(url) between 8 and 2000),
  rule_set_id uuid,
  created_by text not null,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  tools_checked_at timestamptz,
  tools_error text check (length(tools_error) <= 1000),
  primary key (tenant_id, id),
  unique (tenant_id, workspace_id, id),
  foreign key (tenant_id, workspace_id) references portcullis.workspaces
);
create index servers_list on portcullis.servers (tenant_id, created_at, id) where removed_at is null;

-- The credential the gate injects, sealed. A row of its own, so that reading a server reads none.
create table portcullis.server_credentials (
  tenant_id uuid not null,
  workspace_id uuid not null,
  server_id uuid not null,
  header text not null check (header ~ '^[a-z0-9-]{1,64}$'),
  sealed bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, server_id),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id)
);

-- Every version of a server's rules that was ever published. Rows are never changed.
create table portcullis.rule_sets (
  tenant_id uuid not null,
  workspace_id uuid not null,
  id uuid not null,
  server_id uuid not null,
  version integer not null check (version >= 1),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  document jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, server_id, version),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id)
);
alter table portcullis.servers add foreign key (tenant_id, rule_set_id) references portcullis.rule_sets (tenant_id, id);

create table portcullis.tools (
  tenant_id uuid not null,
  workspace_id uuid not null,
  server_id uuid not null,
  name text not null check (length(name) between 1 and 256),
  title text,
  description text,
  definition jsonb not null,
  definition_hash text not null check (definition_hash ~ '^[0-9a-f]{64}$'),
  first_seen_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  primary key (tenant_id, server_id, name),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id)
);

create table portcullis.grants (
  tenant_id uuid not null,
  workspace_id uuid not null,
  id uuid not null,
  server_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  last_four text not null check (length(last_four) = 4),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  unique (tenant_id, workspace_id, id),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id)
);
create index grants_lookup on portcullis.grants (token_hash);
create index grants_server on portcullis.grants (tenant_id, server_id, created_at);

select portcullis.isolate('portcullis.servers', true);
select portcullis.isolate('portcullis.server_credentials', true);
select portcullis.isolate('portcullis.rule_sets', true);
select portcullis.isolate('portcullis.tools', true);
select portcullis.isolate('portcullis.grants', true);

grant select, insert, update on portcullis.servers, portcullis.server_credentials, portcullis.grants to portcullis_web;
grant delete on portcullis.server_credentials to portcullis_web;
grant select, insert on portcullis.rule_sets to portcullis_web;
grant select, insert, update, delete on portcullis.tools to portcullis_web;
grant select on portcullis.servers, portcullis.server_credentials, portcullis.rule_sets, portcullis.tools, portcullis.grants to portcullis_gate;
-- The worker asks servers that were not asked yet what tools they offer.
grant select on portcullis.servers, portcullis.server_credentials, portcullis.data_keys to portcullis_worker;
grant update (tools_checked_at, tools_error) on portcullis.servers to portcullis_worker;
grant select, insert, update, delete on portcullis.tools to portcullis_worker;
grant update (last_used_at) on portcullis.grants to portcullis_gate;
grant select on portcullis.grants, portcullis.servers to portcullis_definer;

reset role;

create function portcullis.resolve_grant(hash bytea)
returns table (tenant_id uuid, workspace_id uuid, grant_id uuid, server_id uuid, name text, expires_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select g.tenant_id, g.workspace_id, g.id, g.server_id, g.name, g.expires_at
  from portcullis.grants g
  join portcullis.servers s on s.tenant_id = g.tenant_id and s.id = g.server_id
  where g.token_hash = hash and g.revoked_at is null and (g.expires_at is null or g.expires_at > now())
    and s.removed_at is null
    and (select count(*) from portcullis.grants o where o.token_hash = hash) = 1
$$;

alter function portcullis.resolve_grant(bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_grant(bytea) from public;
grant execute on function portcullis.resolve_grant(bytea) to portcullis_gate;
