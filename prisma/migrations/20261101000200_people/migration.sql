-- Tenants, their workspaces and members, and how members and scripts sign in.
-- Every key leads with the tenant, and every reference carries it: a row cannot point across.

set local role portcullis_owner;

create table portcullis.tenants (
  tenant_id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now()
);

create table portcullis.workspaces (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  -- Data keys of a workspace are derived with it, so that two workspaces never share one.
  salt bytea not null check (octet_length(salt) = 32),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, slug)
);

create table portcullis.members (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  email text not null check (length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 120),
  role text not null check (role in ('owner', 'admin', 'policy_manager', 'viewer', 'security_reviewer', 'auditor', 'approver')),
  status text not null default 'active' check (status in ('active', 'removed')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index members_email on portcullis.members (tenant_id, lower(email));

-- A person is known by (connection, subject), never by a mail address that can change hands.
create table portcullis.member_identities (
  tenant_id uuid not null,
  connection text not null check (length(connection) between 1 and 200),
  subject text not null check (length(subject) between 1 and 255),
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, connection, subject),
  foreign key (tenant_id, member_id) references portcullis.members
);

create table portcullis.sessions (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  previous_hash bytea check (octet_length(previous_hash) = 32),
  previous_until timestamptz,
  created_at timestamptz not null default now(),
  minted_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text check (length(user_agent) <= 400),
  address text check (length(address) <= 64),
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references portcullis.members
);
create unique index sessions_token on portcullis.sessions (tenant_id, token_hash);
create index sessions_lookup on portcullis.sessions (token_hash);
create index sessions_previous on portcullis.sessions (previous_hash) where previous_hash is not null;

create table portcullis.api_keys (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  last_four text not null check (length(last_four) = 4),
  capabilities text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id)
);
create unique index api_keys_token on portcullis.api_keys (tenant_id, token_hash);
create index api_keys_lookup on portcullis.api_keys (token_hash);

-- A request that was made before is answered as before, by the same actor, for a day.
create table portcullis.idempotency_keys (
  tenant_id uuid not null references portcullis.tenants,
  actor text not null,
  key text not null check (length(key) between 1 and 255),
  operation text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  resource_id uuid,
  secret boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (tenant_id, actor, key)
);

-- Data keys: wrapped under the tenant's own key-encryption key, one purpose and version each.
create table portcullis.data_keys (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  purpose text not null check (purpose ~ '^[a-z-]{1,40}$'),
  version integer not null check (version >= 1),
  kek_version integer not null check (kek_version between 1 and 255),
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, purpose, version)
);

select portcullis.isolate('portcullis.tenants');
select portcullis.isolate('portcullis.workspaces');
select portcullis.isolate('portcullis.members');
select portcullis.isolate('portcullis.member_identities');
select portcullis.isolate('portcullis.sessions');
select portcullis.isolate('portcullis.api_keys');
select portcullis.isolate('portcullis.idempotency_keys');
select portcullis.isolate('portcullis.data_keys');

grant select, insert on portcullis.tenants, portcullis.workspaces to portcullis_web;
grant select, insert, update on portcullis.members, portcullis.member_identities, portcullis.sessions, portcullis.api_keys to portcullis_web;
grant select, insert, update, delete on portcullis.idempotency_keys to portcullis_web;
grant select, insert on portcullis.data_keys to portcullis_web, portcullis_gate;
grant select on portcullis.tenants, portcullis.workspaces to portcullis_gate, portcullis_worker;
grant select, delete on portcullis.sessions, portcullis.idempotency_keys to portcullis_worker;

grant select on portcullis.tenants, portcullis.workspaces, portcullis.members, portcullis.sessions, portcullis.api_keys to portcullis_definer;

reset role;

-- Looking a credential up comes before the tenant is known, so each kind has one function that
-- takes a hash and gives at most one row. Row-level security cannot help here; the narrowness does.
create function portcullis.resolve_tenant(wanted text)
returns table (tenant_id uuid, slug text, name text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.tenant_id, t.slug, t.name from portcullis.tenants t where t.slug = wanted
$$;

create function portcullis.resolve_session(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, s.token_hash = hash
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where (s.token_hash = hash or (s.previous_hash = hash and s.previous_until > now()))
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active'
    -- Unique per tenant only, so that no tenant can probe another's; two rows for one hash is no row.
    and (select count(*) from portcullis.sessions o where o.token_hash = hash) <= 1
$$;

create function portcullis.resolve_api_key(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], key_id uuid, name text,
  capabilities text[], last_used_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select k.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = k.tenant_id),
    k.id, k.name, k.capabilities, k.last_used_at
  from portcullis.api_keys k
  join portcullis.tenants t on t.tenant_id = k.tenant_id
  where k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and (select count(*) from portcullis.api_keys o where o.token_hash = hash) = 1
$$;

-- The worker acts tenant by tenant under tokens of its own; this tells it which there are.
create function portcullis.list_tenants()
returns table (tenant_id uuid, workspace_ids uuid[])
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.tenant_id,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = t.tenant_id)
  from portcullis.tenants t order by t.tenant_id
$$;

alter function portcullis.resolve_tenant(text) owner to portcullis_definer;
alter function portcullis.resolve_session(bytea) owner to portcullis_definer;
alter function portcullis.resolve_api_key(bytea) owner to portcullis_definer;
alter function portcullis.list_tenants() owner to portcullis_definer;
revoke all on function portcullis.resolve_tenant(text), portcullis.resolve_session(bytea), portcullis.resolve_api_key(bytea), portcullis.list_tenants() from public;
grant execute on function portcullis.resolve_tenant(text), portcullis.resolve_session(bytea), portcullis.resolve_api_key(bytea) to portcullis_web;
grant execute on function portcullis.list_tenants() to portcullis_worker, portcullis_ledger_reader;
