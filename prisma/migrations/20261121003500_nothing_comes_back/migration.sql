-- Whoever stops being an owner, or a member, has nothing left by which they come back in, whichever way
-- it was done: emergency sign-in codes, and links by which a connection is set up on their word. Taken
-- back later, they begin anew.

set local role portcullis_owner;

create function portcullis.end_ways_back() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.role = 'owner' and old.status = 'active' and (new.role <> 'owner' or new.status <> 'active') then
    delete from portcullis.recovery_codes c
    where c.tenant_id = new.tenant_id and c.member_id = new.id and c.used_at is null;
  end if;
  if old.status = 'active' and new.status <> 'active' then
    update portcullis.setup_links l set revoked_at = now()
    where l.tenant_id = new.tenant_id and l.created_by = 'member:' || new.id
      and l.used_at is null and l.revoked_at is null;
  end if;
  return null;
end
$$;
create trigger end_ways_back after update of role, status on portcullis.members
  for each row when (old.role is distinct from new.role or old.status is distinct from new.status)
  execute function portcullis.end_ways_back();

create function portcullis.end_links_of_key() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update portcullis.setup_links l set revoked_at = now()
  where l.tenant_id = new.tenant_id and l.created_by = 'api-key:' || new.id
    and l.used_at is null and l.revoked_at is null;
  return null;
end
$$;
create trigger end_links_of_key after update of revoked_at on portcullis.api_keys
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function portcullis.end_links_of_key();
revoke all on function portcullis.end_ways_back(), portcullis.end_links_of_key() from public;

-- How a member stands: nobody is an active member of an organisation whose doors are closed. A request
-- that was let in just before asks this last, and is not finished.
create or replace function portcullis.standing(token text, member uuid)
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
    select t.id, m.role, case when o.status = 'active' then m.status else o.status end,
      r.id, r.name, r.permissions, m.approver_level, e.every,
      (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w
       where w.tenant_id = m.tenant_id and (e.every
         or exists (select from portcullis.member_workspaces b
           where b.tenant_id = m.tenant_id and b.member_id = m.id and b.workspace = w.id and b.left_at is null)))
    from (select portcullis.tenant_id() as id) t
    left join portcullis.members m on m.tenant_id = t.id and m.id = member
    left join portcullis.tenants o on o.tenant_id = m.tenant_id
    left join portcullis.roles r on r.tenant_id = m.tenant_id and r.id = m.custom_role
    -- Who may do everything may do it in every workspace.
    cross join lateral (
      select m.every_workspace or m.role = 'owner' or coalesce('admin:all' = any (r.permissions), false) as every) e;
end
$$;

reset role;
