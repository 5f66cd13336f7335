-- What becomes of the keys and grants that somebody made who may do less now. No runtime role may change
-- what a key may do: `lessen_api_key` takes away and never gives. Grants are found in every workspace,
-- whichever of them whoever changes the role is looking at.

set local role portcullis_owner;
grant select, update (capabilities, every_workspace) on portcullis.api_keys to portcullis_definer;
grant select, insert, delete on portcullis.api_key_workspaces to portcullis_definer;
grant select, update (revoked_at) on portcullis.grants to portcullis_definer;
reset role;

-- Leaves a key of the token's tenant these capabilities and workspaces, and says whether it did. Only
-- what the key holds already can be left to it; one that holds everything (admin:all) holds each.
create function portcullis.lessen_api_key(key uuid, left_capabilities text[], every boolean, left_workspaces uuid[])
returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant uuid := (select portcullis.tenant_id());
  held record;
begin
  select k.capabilities, k.every_workspace into held from portcullis.api_keys k
    where k.tenant_id = tenant and k.id = key and k.revoked_at is null for update;
  if not found or left_capabilities is null or every is null or left_workspaces is null
    or array_position(left_capabilities, null) is not null then
    return false;
  end if;
  if not (left_capabilities <@ held.capabilities or 'admin:all' = any (held.capabilities)) or (every and not held.every_workspace) then
    return false;
  end if;
  update portcullis.api_keys k set capabilities = left_capabilities, every_workspace = every
    where k.tenant_id = tenant and k.id = key;
  if every then
    return true;
  end if;
  if held.every_workspace then
    insert into portcullis.api_key_workspaces (tenant_id, key_id, workspace)
      select tenant, key, w.id from portcullis.workspaces w where w.tenant_id = tenant and w.id = any (left_workspaces);
  else
    delete from portcullis.api_key_workspaces b
      where b.tenant_id = tenant and b.key_id = key and b.workspace <> all (left_workspaces);
  end if;
  return true;
end
$$;
alter function portcullis.lessen_api_key(uuid, text[], boolean, uuid[]) owner to portcullis_definer;
revoke all on function portcullis.lessen_api_key(uuid, text[], boolean, uuid[]) from public;
grant execute on function portcullis.lessen_api_key(uuid, text[], boolean, uuid[]) to portcullis_web;

-- The grants of the token's tenant that work and that these made, as the ledger names them.
create function portcullis.live_grants_of(makers text[])
returns table (id uuid, server_id uuid, workspace_id uuid, created_by text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select g.id, g.server_id, g.workspace_id, g.created_by from portcullis.grants g
  where g.tenant_id = (select portcullis.tenant_id()) and g.created_by = any (makers) and g.revoked_at is null
    and (g.expires_at is null or g.expires_at > now())
  order by g.id
$$;
alter function portcullis.live_grants_of(text[]) owner to portcullis_definer;
revoke all on function portcullis.live_grants_of(text[]) from public;
grant execute on function portcullis.live_grants_of(text[]) to portcullis_web;

-- Revokes these grants of the token's tenant, and says which were not yet.
create function portcullis.revoke_grants(grants uuid[])
returns table (id uuid, server_id uuid)
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  update portcullis.grants g set revoked_at = now()
  where g.tenant_id = (select portcullis.tenant_id()) and g.id = any (grants) and g.revoked_at is null
  returning g.id, g.server_id
$$;
alter function portcullis.revoke_grants(uuid[]) owner to portcullis_definer;
revoke all on function portcullis.revoke_grants(uuid[]) from public;
grant execute on function portcullis.revoke_grants(uuid[]) to portcullis_web;
