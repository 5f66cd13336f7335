-- As before, and with what the organisation says of its keys, so that a key is held against it on every
-- request and in the same trip.
drop function portcullis.resolve_api_key(bytea);
create function portcullis.resolve_api_key(hash bytea)
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
    select k.id is not null and (select count(*) from portcullis.api_keys o where o.token_hash = hash) = 1 as hit,
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
alter function portcullis.resolve_api_key(bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_api_key(bytea) from public;
grant execute on function portcullis.resolve_api_key(bytea) to portcullis_web;
