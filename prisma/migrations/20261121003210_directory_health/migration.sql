-- Directories that have fallen silent or are refused: on the front page, and counted in readiness.

set local role portcullis_owner;

-- After how many hours without a request a directory that was heard before counts as silent; null never.
alter table portcullis.directories
  add column silent_after_hours integer default 168 check (silent_after_hours between 1 and 720);
grant select (tenant_id, directory_id, id, what) on portcullis.directory_events to portcullis_definer;

reset role;

-- Of readiness: how many there are in the whole installation, and nothing of whom. The same as
-- `judge-state.ts` says of one: cut off, refused last, or silent.
create function portcullis.degraded_directories() returns bigint
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(*)
  from portcullis.directories d
  cross join lateral (
    select max(k.last_used_at) as heard,
      coalesce(bool_or(k.revoked_at is null and (k.expires_at is null or k.expires_at > now())), false) as live
    from portcullis.directory_tokens k where k.tenant_id = d.tenant_id and k.directory_id = d.id) t
  where d.removed_at is null and t.heard is not null and (
    not t.live
    or t.heard < now() - make_interval(hours => d.silent_after_hours)
    or (select e.what from portcullis.directory_events e
        where e.tenant_id = d.tenant_id and e.directory_id = d.id order by e.id desc limit 1) = 'refused')
$$;
alter function portcullis.degraded_directories() owner to portcullis_definer;
revoke all on function portcullis.degraded_directories() from public;
grant execute on function portcullis.degraded_directories() to portcullis_web;
