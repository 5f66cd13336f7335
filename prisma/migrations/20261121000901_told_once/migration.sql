-- What gates are told was asked for from the oldest transaction that ran at the last asking. While one ran
-- for long, an index being built or a batch of somebody's, all that had changed since its beginning was
-- told again four times a second. Now it is asked for by the last asking's snapshot: what that one could
-- see is not told again.

drop function portcullis.changes_since(bigint);

create function portcullis.changes_since(
  since pg_snapshot, out grants uuid[], out servers uuid[], out ended uuid[], out cancelled jsonb,
  out next_since pg_snapshot)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select
    (select coalesce(array_agg(o.id), '{}') from portcullis.grants g
      join portcullis.grants o on o.token_hash = g.token_hash
      where g.changed_in >= seen.low and g.changed_in < seen.high
        and not pg_visible_in_snapshot(g.changed_in::text::xid8, since)),
    (select coalesce(array_agg(s.id), '{}') from portcullis.servers s
      where s.changed_in >= seen.low and s.changed_in < seen.high
        and not pg_visible_in_snapshot(s.changed_in::text::xid8, since)),
    (select coalesce(array_agg(e.id), '{}') from portcullis.mcp_sessions e
      where e.ended_in >= seen.low and e.ended_in < seen.high
        and not pg_visible_in_snapshot(e.ended_in::text::xid8, since)),
    (select coalesce(jsonb_agg(jsonb_build_object('session', c.id, 'call', one ->> 'call',
        'seconds', extract(epoch from clock_timestamp()) - (one ->> 'at')::float8)), '[]')
      from portcullis.mcp_sessions c, jsonb_array_elements(c.cancelled) one
      where c.cancelled_in >= seen.low and c.cancelled_in < seen.high
        and not pg_visible_in_snapshot(c.cancelled_in::text::xid8, since)),
    seen.now
  from (select pg_current_snapshot() as now, pg_snapshot_xmin(since)::text::bigint as low,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint as high) seen
$$;
alter function portcullis.changes_since(pg_snapshot) owner to portcullis_definer;
revoke all on function portcullis.changes_since(pg_snapshot) from public;
grant execute on function portcullis.changes_since(pg_snapshot) to portcullis_gate;
