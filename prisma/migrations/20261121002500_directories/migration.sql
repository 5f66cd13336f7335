-- Directories: an identity provider that tells over SCIM who is in the organisation, and in which
-- groups. What it says is kept apart from the members; the members are made to follow from it.

set local role portcullis_owner;

-- Who took a member out. A directory brings back only whom it took out itself.
alter table portcullis.members add column removed_by text check (length(removed_by) between 1 and 200);
grant update (removed_by) on portcullis.members to portcullis_web;

create table portcullis.directories (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  -- The connection through which its people sign in, and what of a person is the subject there.
  connection text not null check (length(connection) between 1 and 200),
  subject_from text not null check (subject_from in ('externalId', 'userName')),
  -- What people have whom no mapped group gives more; none means that they do not come in.
  default_role text check (default_role ~ '^[a-z0-9_:-]{1,64}$'),
  created_by text not null,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (tenant_id, id)
);

-- A row for each token, so that two are good while the newer takes the place of the older. A directory
-- does to nobody what the maker of its token could not have done: that is what the capabilities say.
create table portcullis.directory_tokens (
  tenant_id uuid not null,
  directory_id uuid not null,
  id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  last_four text not null check (length(last_four) = 4),
  capabilities text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, directory_id) references portcullis.directories
);
create index directory_tokens_lookup on portcullis.directory_tokens (token_hash, tenant_id);
create index directory_tokens_of on portcullis.directory_tokens (tenant_id, directory_id, id);

-- A person as the directory last described them. The keys are folded by the house, since the
-- database's own folding knows ASCII only. One directory speaks for a member, never two.
create table portcullis.directory_users (
  tenant_id uuid not null,
  directory_id uuid not null,
  id uuid not null,
  user_name text not null check (length(user_name) between 1 and 1024),
  user_key text not null check (length(user_key) between 1 and 2048),
  external_id text check (length(external_id) between 1 and 1024),
  active boolean not null,
  document jsonb not null,
  member_id uuid,
  -- The role that the directory last gave: another is given only where it says something new.
  given_role text check (given_role ~ '^[a-z0-9_:-]{1,64}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, directory_id, id),
  unique (tenant_id, directory_id, user_key),
  unique (tenant_id, member_id),
  foreign key (tenant_id, directory_id) references portcullis.directories,
  foreign key (tenant_id, member_id) references portcullis.members
);
create index directory_users_external on portcullis.directory_users (tenant_id, directory_id, external_id)
  where external_id is not null;

create table portcullis.directory_groups (
  tenant_id uuid not null,
  directory_id uuid not null,
  id uuid not null,
  display_name text not null check (length(display_name) between 1 and 1024),
  display_key text not null check (length(display_key) between 1 and 2048),
  external_id text check (length(external_id) between 1 and 1024),
  -- What its people may do here; null until somebody has said so.
  role text check (role ~ '^[a-z0-9_:-]{1,64}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, directory_id, id),
  foreign key (tenant_id, directory_id) references portcullis.directories
);
create index directory_groups_name on portcullis.directory_groups (tenant_id, directory_id, display_key);

create table portcullis.directory_group_members (
  tenant_id uuid not null,
  directory_id uuid not null,
  group_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, group_id, user_id),
  foreign key (tenant_id, directory_id, group_id) references portcullis.directory_groups (tenant_id, directory_id, id),
  foreign key (tenant_id, directory_id, user_id) references portcullis.directory_users (tenant_id, directory_id, id)
);
create index directory_group_members_user on portcullis.directory_group_members (tenant_id, user_id);

-- What came, and what was answered: kept for thirty days.
create table portcullis.directory_events (
  tenant_id uuid not null,
  directory_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  method text not null check (method in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
  path text not null check (length(path) between 1 and 400),
  -- The person or group it was about, as the directory names them.
  subject text check (length(subject) <= 1024),
  status integer not null check (status between 200 and 599),
  what text not null check (what ~ '^[a-z-]{1,40}$'),
  detail text check (length(detail) <= 1000),
  request_id text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, directory_id) references portcullis.directories
);
create index directory_events_of on portcullis.directory_events (tenant_id, directory_id, id desc);

select portcullis.isolate('portcullis.directories');
select portcullis.isolate('portcullis.directory_tokens');
select portcullis.isolate('portcullis.directory_users');
select portcullis.isolate('portcullis.directory_groups');
select portcullis.isolate('portcullis.directory_group_members');
select portcullis.isolate('portcullis.directory_events');

grant select, insert, update on portcullis.directories, portcullis.directory_tokens to portcullis_web;
grant select, insert, update, delete on portcullis.directory_users, portcullis.directory_groups to portcullis_web;
grant select, insert, delete on portcullis.directory_group_members to portcullis_web;
grant select, insert on portcullis.directory_events to portcullis_web;
grant select, delete on portcullis.directory_events to portcullis_worker;
grant select on portcullis.directories, portcullis.directory_tokens to portcullis_definer;

reset role;

-- The directory behind a token. A token that is none takes the work of one that is, as API keys do.
create function portcullis.resolve_directory(hash bytea)
returns table (hit boolean, tenant_id uuid, workspace_ids uuid[], directory_id uuid, token_id uuid, name text,
  capabilities text[])
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.hit, case when r.hit then r.tenant_id end, case when r.hit then r.workspace_ids else '{}' end,
    case when r.hit then r.directory_id end, case when r.hit then r.token_id end, case when r.hit then r.name end,
    case when r.hit then r.capabilities else '{}' end
  from (
    select d.id is not null and (select count(*) from portcullis.directory_tokens o where o.token_hash = hash) = 1 as hit,
      t.tenant_id, d.id as directory_id, k.id as token_id, d.name, k.capabilities,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = t.tenant_id) as workspace_ids
    from (values (true)) as one (row)
      left join portcullis.directory_tokens k
        on k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      left join portcullis.directories d on d.tenant_id = k.tenant_id and d.id = k.directory_id and d.removed_at is null
      left join portcullis.tenants t on t.tenant_id = coalesce(d.tenant_id, (select a.tenant_id from portcullis.tenants a order by a.tenant_id limit 1))
    offset 0) r
$$;
alter function portcullis.resolve_directory(bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_directory(bytea) from public;
grant execute on function portcullis.resolve_directory(bytea) to portcullis_web;
