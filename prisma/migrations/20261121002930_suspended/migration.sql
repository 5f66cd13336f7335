-- The doors of a suspended organisation are closed: nothing that is looked up before the organisation
-- is known is found where it is not active. Each function is as it was but for that.

create or replace function portcullis.resolve_tenant(wanted text)
returns table (tenant_id uuid, slug text, name text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.tenant_id, t.slug, t.name from portcullis.tenants t where t.slug = wanted and t.status = 'active'
$$;

create or replace function portcullis.resolve_session(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[]
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, s.token_hash = hash,
    s.user_agent, s.address, s.amr
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where (s.token_hash = hash or (s.previous_hash = hash and s.previous_until > now()))
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active' and t.status = 'active'
    -- Unique per tenant only, so that no tenant can probe another's; two rows for one hash is no row.
    and (select count(*) from portcullis.sessions o where o.token_hash = hash) <= 1
$$;

create or replace function portcullis.resolve_client_session(tenant uuid, session uuid)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[]
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, true,
    s.user_agent, s.address, s.amr
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where s.tenant_id = tenant and s.id = session and s.kind = 'client'
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active' and t.status = 'active'
$$;

create or replace function portcullis.resolve_refresh_token(hash bytea)
returns table (tenant_id uuid, id uuid, session_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.tenant_id, r.id, r.session_id from portcullis.refresh_tokens r
  where r.token_hash = hash
    and exists (select from portcullis.tenants t where t.tenant_id = r.tenant_id and t.status = 'active')
    and (select count(*) from portcullis.refresh_tokens o where o.token_hash = hash) = 1
$$;

create or replace function portcullis.resolve_device_code(hash bytea)
returns table (tenant_id uuid, id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.tenant_id, d.id from portcullis.device_codes d
  where d.device_hash = hash
    and exists (select from portcullis.tenants t where t.tenant_id = d.tenant_id and t.status = 'active')
    and (select count(*) from portcullis.device_codes o where o.device_hash = hash) = 1
$$;

create or replace function portcullis.resolve_api_key(hash bytea)
returns table (
  hit boolean, tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], key_id uuid, name text,
  capabilities text[], last_used_at timestamptz, expires_at timestamptz, created_at timestamptz, policy jsonb
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.hit, case when r.hit then r.tenant_id end, case when r.hit then r.slug end, case when r.hit then r.tenant_name end,
    case when r.hit then r.workspace_ids else '{}' end, case when r.hit then r.key_id end, case when r.hit then r.name end,
    case when r.hit then r.capabilities else '{}' end, case when r.hit then r.last_used_at end, case when r.hit then r.expires_at end,
    case when r.hit then r.created_at end, case when r.hit then r.policy end
  from (
    select k.id is not null and t.status = 'active' and (select count(*) from portcullis.api_keys o where o.token_hash = hash) = 1 as hit,
      t.tenant_id, t.slug, t.name as tenant_name,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w
       where w.tenant_id = t.tenant_id and (k.id is null or k.every_workspace or exists (
         select from portcullis.api_key_workspaces b where b.tenant_id = k.tenant_id and b.key_id = k.id and b.workspace = w.id))) as workspace_ids,
      k.id as key_id, k.name, k.capabilities, k.last_used_at, k.expires_at, k.created_at,
      (select p.document from portcullis.tenant_policies p where p.tenant_id = t.tenant_id and p.section = 'api-keys') as policy
    from (values (true)) as one (row)
      left join portcullis.api_keys k
        on k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      left join portcullis.tenants t on t.tenant_id = coalesce(k.tenant_id, (select a.tenant_id from portcullis.tenants a order by a.tenant_id limit 1))
    offset 0) r
$$;

create or replace function portcullis.resolve_directory(hash bytea)
returns table (hit boolean, tenant_id uuid, workspace_ids uuid[], directory_id uuid, token_id uuid, name text,
  capabilities text[])
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.hit, case when r.hit then r.tenant_id end, case when r.hit then r.workspace_ids else '{}' end,
    case when r.hit then r.directory_id end, case when r.hit then r.token_id end, case when r.hit then r.name end,
    case when r.hit then r.capabilities else '{}' end
  from (
    select d.id is not null and t.status = 'active' and (select count(*) from portcullis.directory_tokens o where o.token_hash = hash) = 1 as hit,
      t.tenant_id, d.id as directory_id, k.id as token_id, d.name, k.capabilities,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = t.tenant_id) as workspace_ids
    from (values (true)) as one (row)
      left join portcullis.directory_tokens k
        on k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      left join portcullis.directories d on d.tenant_id = k.tenant_id and d.id = k.directory_id and d.removed_at is null
      left join portcullis.tenants t on t.tenant_id = coalesce(d.tenant_id, (select a.tenant_id from portcullis.tenants a order by a.tenant_id limit 1))
    offset 0) r
$$;

create or replace function portcullis.resolve_setup_link(hash bytea)
returns table (tenant_id uuid, tenant_slug text, tenant_name text, link_id uuid, expires_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select l.tenant_id, t.slug, t.name, l.id, l.expires_at
  from portcullis.setup_links l
  join portcullis.tenants t on t.tenant_id = l.tenant_id
  where l.token_hash = hash and t.status = 'active' and l.used_at is null and l.revoked_at is null and l.expires_at > now()
    and (select count(*) from portcullis.setup_links o where o.token_hash = hash) = 1
$$;

create or replace function portcullis.resolve_domain(wanted text)
returns table (tenant_id uuid, tenant_slug text, connection_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.tenant_id, t.slug, d.connection_id
  from portcullis.domains d
  join portcullis.tenants t on t.tenant_id = d.tenant_id
  where d.name = wanted and d.state = 'verified' and t.status = 'active'
    and exists (select from portcullis.connections c
      where c.tenant_id = d.tenant_id and c.state in ('active', 'enforced')
        and (d.connection_id is null or c.id = d.connection_id))
    and (select count(*) from portcullis.domains o where o.name = wanted and o.state = 'verified') = 1
$$;

create or replace function portcullis.resolve_grant(hash bytea)
returns table (tenant_id uuid, workspace_id uuid, grant_id uuid, server_id uuid, name text, expires_at timestamptz,
  server_version text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select g.tenant_id, g.workspace_id, g.id, g.server_id, g.name, g.expires_at, coalesce(s.changed_in, 0)::text
  from portcullis.grants g
  join portcullis.servers s on s.tenant_id = g.tenant_id and s.id = g.server_id
  where g.token_hash = hash and g.revoked_at is null and (g.expires_at is null or g.expires_at > now())
    and s.removed_at is null
    and exists (select from portcullis.tenants t where t.tenant_id = g.tenant_id and t.status = 'active')
    and (select count(*) from portcullis.grants o where o.token_hash = hash) = 1
$$;
