-- A verification keeps the newest entry of so many streams and no more. Where a stream is met that it
-- does not keep, it asks what stood last in that stream before the entry at hand. An operator's
-- verification asks for any tenant, through a function that nobody else may call.
create function portcullis.streams_before(of_tenant uuid, streams uuid[], seqs bigint[])
returns table (stream_seq bigint, leaf bytea)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select b.stream_seq, b.leaf
  from unnest(streams, seqs) with ordinality as u (stream, seq, n)
  left join lateral (
    select e.stream_seq, e.leaf
    -- Kept apart and in the order of its index, so that it is found by its stream however small the log was
    -- when this was planned, and not by walking the log back from its number.
    from (select s.seq, s.stream_seq, s.leaf from portcullis.ledger_entries s
      where s.tenant_id = of_tenant and s.stream = u.stream order by s.stream_seq offset 0) e
    where e.seq < u.seq order by e.seq desc limit 1
  ) b on true
  order by u.n
$$;

alter function portcullis.streams_before(uuid, uuid[], bigint[]) owner to portcullis_definer;
revoke all on function portcullis.streams_before(uuid, uuid[], bigint[]) from public;
grant execute on function portcullis.streams_before(uuid, uuid[], bigint[]) to portcullis_ledger_reader;
