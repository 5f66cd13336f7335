-- A protocol session that ends concerns that session. It moved the number that every gate watches, so
-- each of them forgot all grants and rules whenever any client of any tenant said goodbye. Now gates
-- are told which sessions have ended, and nothing else is touched.

drop trigger count_change on portcullis.mcp_sessions;

set local role portcullis_owner;

-- The transaction that ended the session: by it a gate asks for what it has not been told yet.
alter table portcullis.mcp_sessions add column ended_in bigint;
create index mcp_sessions_ended on portcullis.mcp_sessions (ended_in, tenant_id) where ended_in is not null;
grant select (id, ended_in) on portcullis.mcp_sessions to portcullis_definer;

reset role;

create function portcullis.mark_session_end() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.ended_in := pg_current_xact_id()::text::bigint;
  return new;
end
$$;
alter function portcullis.mark_session_end() owner to portcullis_owner;
revoke all on function portcullis.mark_session_end() from public;
create trigger mark_session_end before update of ended_at on portcullis.mcp_sessions
  for each row when (new.ended_at is not null and old.ended_at is null) execute function portcullis.mark_session_end();

-- Sessions that have ended since an earlier asking, and from where to ask the next time. What had not
-- committed by then counts as not told, so nothing is missed, and a little may be told twice.
create function portcullis.sessions_ended(since bigint, out ended uuid[], out next_since bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select coalesce(array_agg(s.id), '{}'), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
  from portcullis.mcp_sessions s where s.ended_in >= since
$$;
alter function portcullis.sessions_ended(bigint) owner to portcullis_definer;
revoke all on function portcullis.sessions_ended(bigint) from public;
grant execute on function portcullis.sessions_ended(bigint) to portcullis_gate;
