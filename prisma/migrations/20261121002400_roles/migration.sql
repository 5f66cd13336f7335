-- Roles of an organisation's own, the level of an approver, and the workspaces a member belongs to.

set local role portcullis_owner;

create table portcullis.roles (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  description text not null check (length(description) <= 400),
  permissions text[] not null check (cardinality(permissions) <= 200),
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (tenant_id, id)
);
create unique index roles_name on portcullis.roles (tenant_id, lower(name)) where removed_at is null;

-- A member has a role that is built in, or one of the organisation's own; never both.
alter table portcullis.members drop constraint members_role_check;
alter table portcullis.members
  add check (role in ('owner', 'admin', 'policy_manager', 'viewer', 'security_reviewer', 'auditor', 'approver', 'custom')),
  add column custom_role uuid,
  add column approver_level integer check (approver_level between 1 and 5),
  -- Whether they see every workspace, those that come later too, or only those that are listed for them.
  add column every_workspace boolean not null default true,
  add foreign key (tenant_id, custom_role) references portcullis.roles,
  add constraint members_one_role check ((role = 'custom') = (custom_role is not null));
create index members_custom_role on portcullis.members (tenant_id, custom_role) where custom_role is not null;

-- The column is not called workspace_id: which workspaces a member belongs to has to be known before
-- there is a token that names them.
create table portcullis.member_workspaces (
  tenant_id uuid not null,
  member_id uuid not null,
  workspace uuid not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (tenant_id, member_id, workspace),
  foreign key (tenant_id, member_id) references portcullis.members,
  foreign key (tenant_id, workspace) references portcullis.workspaces
);
create index member_workspaces_workspace on portcullis.member_workspaces (tenant_id, workspace);

alter table portcullis.workspaces add column archived_at timestamptz;

-- Whether a key sees every workspace, those that come later too, or only those that are listed for it
-- when it is made.
alter table portcullis.api_keys add column every_workspace boolean not null default true;
create table portcullis.api_key_workspaces (
  tenant_id uuid not null,
  key_id uuid not null,
  workspace uuid not null,
  primary key (tenant_id, key_id, workspace),
  foreign key (tenant_id, key_id) references portcullis.api_keys,
  foreign key (tenant_id, workspace) references portcullis.workspaces
);
create index api_key_workspaces_workspace on portcullis.api_key_workspaces (tenant_id, workspace);

select portcullis.isolate('portcullis.roles');
select portcullis.isolate('portcullis.member_workspaces');
select portcullis.isolate('portcullis.api_key_workspaces');

grant select, insert on portcullis.roles to portcullis_web;
grant update (name, description, permissions, version, changed_at, removed_at) on portcullis.roles to portcullis_web;
grant select, insert on portcullis.member_workspaces, portcullis.api_key_workspaces to portcullis_web;
grant update (left_at) on portcullis.member_workspaces to portcullis_web;
grant select on portcullis.api_key_workspaces to portcullis_definer;
grant update (custom_role, approver_level, every_workspace) on portcullis.members to portcullis_web;
grant update (archived_at) on portcullis.workspaces to portcullis_web;

-- What a member may do and where, as it is now, under a token that the database verifies like any
-- other: it tells nothing that the token's tenant could not read. One question, so that asking it for
-- every request takes one trip. No row where the token does not verify or names no such member.
create function portcullis.standing(token text, member uuid)
returns table (
  tenant uuid, role text, status text, role_id uuid, role_name text, permissions text[], approver_level integer,
  every_workspace boolean, workspace_ids uuid[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform set_config('request.jwt', token, true);
  return query
    select t.id, m.role, m.status, r.id, r.name, r.permissions, m.approver_level, e.every,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w
       where w.tenant_id = m.tenant_id and (e.every
         or exists (select from portcullis.member_workspaces b
           where b.tenant_id = m.tenant_id and b.member_id = m.id and b.workspace = w.id and b.left_at is null)))
    from (select portcullis.tenant_id() as id) t
    left join portcullis.members m on m.tenant_id = t.id and m.id = member
    left join portcullis.roles r on r.tenant_id = m.tenant_id and r.id = m.custom_role
    -- Who may do everything may do it in every workspace.
    cross join lateral (
      select m.every_workspace or m.role = 'owner' or coalesce('admin:all' = any (r.permissions), false) as every) e;
end
$$;
alter function portcullis.standing(text, uuid) owner to portcullis_owner;
revoke all on function portcullis.standing(text, uuid) from public;
grant execute on function portcullis.standing(text, uuid) to portcullis_web;

reset role;

-- As before, and a key that is confined to workspaces names no other.
create or replace function portcullis.resolve_api_key(hash bytea)
returns table (
  hit boolean, tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], key_id uuid, name text,
  capabilities text[], last_used_at timestamptz, expires_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.hit, case when r.hit then r.tenant_id end, case when r.hit then r.slug end, case when r.hit then r.tenant_name end,
    case when r.hit then r.workspace_ids else '{}' end, case when r.hit then r.key_id end, case when r.hit then r.name end,
    case when r.hit then r.capabilities else '{}' end, case when r.hit then r.last_used_at end, case when r.hit then r.expires_at end
  from (
    select k.id is not null and (select count(*) from portcullis.api_keys o where o.token_hash = hash) = 1 as hit,
      t.tenant_id, t.slug, t.name as tenant_name,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w
       where w.tenant_id = t.tenant_id and (k.id is null or k.every_workspace or exists (
         select from portcullis.api_key_workspaces b where b.tenant_id = k.tenant_id and b.key_id = k.id and b.workspace = w.id))) as workspace_ids,
      k.id as key_id, k.name, k.capabilities, k.last_used_at, k.expires_at
    from (values (true)) as one (row)
      left join portcullis.api_keys k
        on k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      left join portcullis.tenants t on t.tenant_id = coalesce(k.tenant_id, (select a.tenant_id from portcullis.tenants a order by a.tenant_id limit 1))
    offset 0) r
$$;
