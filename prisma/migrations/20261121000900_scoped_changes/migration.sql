-- One number told every gate that something had changed, and each forgot all grants, rules and tools of
-- every tenant. Now what has changed is told by name, as the ends of sessions are: each row that gates
-- keep carries the transaction that changed it last, and a gate asks for those since its last asking.
-- The number is left for what leaves no row behind, which is deletion.

drop trigger count_change on portcullis.grants;
drop trigger count_change on portcullis.servers;
drop trigger count_change on portcullis.server_credentials;
create constraint trigger count_change after delete on portcullis.grants
  deferrable initially deferred for each row execute function portcullis.count_change();
create constraint trigger count_change after delete on portcullis.servers
  deferrable initially deferred for each row execute function portcullis.count_change();
-- API keys are looked up for every request: nobody keeps them, and nobody need be told.
drop trigger count_change on portcullis.api_keys;

set local role portcullis_owner;

alter table portcullis.grants add column changed_in bigint;
-- It is also the version of all that gates keep of a server: no two transactions have the same.
alter table portcullis.servers add column changed_in bigint;
-- Calls that clients have cancelled at a gate that did not have them: the hash of a call's id, and when.
alter table portcullis.mcp_sessions
  add column cancelled jsonb not null default '[]' check (jsonb_array_length(cancelled) <= 16),
  add column cancelled_in bigint;
create index grants_changed on portcullis.grants (changed_in, tenant_id) where changed_in is not null;
create index servers_changed on portcullis.servers (changed_in, tenant_id) where changed_in is not null;
create index mcp_sessions_cancelled on portcullis.mcp_sessions (cancelled_in, tenant_id) where cancelled_in is not null;
grant update (cancelled) on portcullis.mcp_sessions to portcullis_gate;
grant select (cancelled, cancelled_in) on portcullis.mcp_sessions to portcullis_definer;
grant update (changed_in) on portcullis.servers to portcullis_definer;

reset role;

create function portcullis.mark_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.changed_in := pg_current_xact_id()::text::bigint;
  return new;
end
$$;
alter function portcullis.mark_change() owner to portcullis_owner;
revoke all on function portcullis.mark_change() from public;
-- A new grant is told of, too: where its token's hash is another's already, that one opens nothing now.
create trigger mark_new before insert on portcullis.grants
  for each row execute function portcullis.mark_change();
create trigger mark_change before update of revoked_at, expires_at, token_hash, server_id, name on portcullis.grants
  for each row execute function portcullis.mark_change();
create trigger mark_change before update on portcullis.servers
  for each row execute function portcullis.mark_change();

-- A server's credential stands in a row of its own, and is a part of the server to those who keep it.
create function portcullis.mark_credential_change() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    update portcullis.servers set changed_in = null where tenant_id = old.tenant_id and id = old.server_id;
  end if;
  if tg_op <> 'DELETE' then
    update portcullis.servers set changed_in = null where tenant_id = new.tenant_id and id = new.server_id;
  end if;
  return null;
end
$$;
alter function portcullis.mark_credential_change() owner to portcullis_definer;
revoke all on function portcullis.mark_credential_change() from public;
create trigger mark_change after insert or update or delete on portcullis.server_credentials
  for each row execute function portcullis.mark_credential_change();

create function portcullis.mark_cancelled() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.cancelled_in := pg_current_xact_id()::text::bigint;
  return new;
end
$$;
alter function portcullis.mark_cancelled() owner to portcullis_owner;
revoke all on function portcullis.mark_cancelled() from public;
create trigger mark_cancelled before update of cancelled on portcullis.mcp_sessions
  for each row execute function portcullis.mark_cancelled();

-- What has changed since an earlier asking, by id, and from where to ask the next time. What had not
-- committed by then counts as not told, so nothing is missed, and a little may be told twice. A
-- transaction that this server has not had yet is another server's, of which these rows were restored.
-- Grants are told together with all that have the same token's hash, since those open nothing either.
create function portcullis.changes_since(
  since bigint, out grants uuid[], out servers uuid[], out ended uuid[], out cancelled jsonb, out next_since bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select
    (select coalesce(array_agg(o.id), '{}') from portcullis.grants g
      join portcullis.grants o on o.token_hash = g.token_hash
      where g.changed_in >= since and g.changed_in < seen.high),
    (select coalesce(array_agg(s.id), '{}') from portcullis.servers s
      where s.changed_in >= since and s.changed_in < seen.high),
    (select coalesce(array_agg(e.id), '{}') from portcullis.mcp_sessions e
      where e.ended_in >= since and e.ended_in < seen.high),
    (select coalesce(jsonb_agg(jsonb_build_object('session', c.id, 'call', one ->> 'call',
        'seconds', extract(epoch from clock_timestamp()) - (one ->> 'at')::float8)), '[]')
      from portcullis.mcp_sessions c, jsonb_array_elements(c.cancelled) one
      where c.cancelled_in >= since and c.cancelled_in < seen.high),
    seen.low
  from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as low,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint as high) seen
$$;
alter function portcullis.changes_since(bigint) owner to portcullis_definer;
revoke all on function portcullis.changes_since(bigint) from public;
grant execute on function portcullis.changes_since(bigint) to portcullis_gate;
drop function portcullis.sessions_ended(bigint);

-- The grant that a token opens, now with the version of its server, so that what is kept of the server
-- is known to be what it is now without reading it again.
drop function portcullis.resolve_grant(bytea);
create function portcullis.resolve_grant(hash bytea)
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
    and (select count(*) from portcullis.grants o where o.token_hash = hash) = 1
$$;
alter function portcullis.resolve_grant(bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_grant(bytea) from public;
grant execute on function portcullis.resolve_grant(bytea) to portcullis_gate;
