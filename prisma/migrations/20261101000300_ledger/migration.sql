-- The ledger: a hash chain per tenant, written by one function only.
--
-- bytes is the entry: canonical JSON (RFC 8785) of {at, body, prev, seq, stream, stream_prev,
-- stream_seq, tenant, v}. leaf = SHA-256(0x00 || bytes), as RFC 6962 hashes a leaf. The other
-- columns repeat what the bytes say, to find entries by; verification compares them.

set local role portcullis_owner;

create table portcullis.ledger_entries (
  tenant_id uuid not null references portcullis.tenants,
  seq bigint not null check (seq >= 0),
  id uuid not null,
  at timestamptz not null,
  type text not null,
  slice text not null check (slice in ('main', 'access', 'break-glass')),
  request_id text not null,
  stream uuid,
  stream_seq bigint,
  leaf bytea not null check (octet_length(leaf) = 32),
  bytes bytea not null check (octet_length(bytes) <= 65535),
  primary key (tenant_id, seq),
  unique (tenant_id, id)
);
create unique index ledger_entries_stream on portcullis.ledger_entries (tenant_id, stream, stream_seq) where stream is not null;
create index ledger_entries_request on portcullis.ledger_entries (tenant_id, request_id);

-- The last entry of each tenant. Whoever holds this row's lock is the one writer of the moment.
create table portcullis.ledger_heads (
  tenant_id uuid primary key references portcullis.tenants,
  seq bigint not null default -1,
  leaf bytea check (octet_length(leaf) = 32),
  at timestamptz not null default '-infinity'
);

select portcullis.isolate('portcullis.ledger_entries');
select portcullis.isolate('portcullis.ledger_heads');

grant select on portcullis.ledger_entries, portcullis.ledger_heads to portcullis_web, portcullis_worker;
grant select, insert on portcullis.ledger_entries to portcullis_definer;
grant select, insert, update on portcullis.ledger_heads to portcullis_definer;

reset role;

-- A tenant has its head from the first moment, so that a missing head can only mean a locked one.
create function portcullis.begin_ledger() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into portcullis.ledger_heads (tenant_id) values (new.tenant_id);
  return null;
end
$$;

-- Appends bodies to one tenant's log, in order, under the lock of its head. Not for any runtime
-- role: ledger_append and gate_commit call it once they know whose log it is.
-- A body whose id is in the log already is not written again; its first position is the answer.
create function portcullis.ledger_extend(owner_tenant uuid, streams uuid[], bodies text[])
returns table (id uuid, seq bigint, leaf bytea)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  head portcullis.ledger_heads%rowtype;
  body jsonb;
  entry_id uuid;
  stream_of uuid;
  before_seq bigint;
  before_leaf bytea;
  written_at timestamptz;
  stream_part text;
  entry bytea;
  found_entry record;
begin
  select h.* into head from portcullis.ledger_heads h where h.tenant_id = owner_tenant for update;
  if not found then
    raise exception 'no such tenant' using errcode = '42501';
  end if;

  for i in 1 .. coalesce(array_length(bodies, 1), 0) loop
    body := bodies[i]::jsonb;
    if exists (select from jsonb_object_keys(body) as k where k <> all (array[
         'id', 'type', 'slice', 'actor', 'action', 'target', 'request_id', 'source', 'policy',
         'outcome', 'reason', 'keys', 'refs', 'hashes']))
       or not body ?& array['id', 'type', 'slice', 'actor', 'action', 'target', 'request_id', 'source', 'policy', 'outcome']
       or not pg_input_is_valid(body ->> 'id', 'uuid') then
      raise exception 'a ledger entry holds a field that is not on its list, or lacks one' using errcode = '22023';
    end if;
    entry_id := (body ->> 'id')::uuid;

    select e.seq, e.leaf into found_entry
    from portcullis.ledger_entries e where e.tenant_id = owner_tenant and e.id = entry_id;
    if found then
      id := entry_id; seq := found_entry.seq; leaf := found_entry.leaf;
      return next;
      continue;
    end if;

    stream_of := streams[i];
    stream_part := '"stream":null,"stream_prev":null,"stream_seq":null';
    before_seq := null;
    before_leaf := null;
    if stream_of is not null then
      select e.stream_seq, e.leaf into before_seq, before_leaf
      from portcullis.ledger_entries e
      where e.tenant_id = owner_tenant and e.stream = stream_of
      order by e.stream_seq desc limit 1;
      stream_part := format('"stream":"%s","stream_prev":%s,"stream_seq":%s', stream_of,
        coalesce('"' || encode(before_leaf, 'hex') || '"', 'null'),
        coalesce(before_seq + 1, 0));
    end if;

    written_at := greatest(clock_timestamp(), head.at);
    entry := convert_to(
      '{"at":"' || to_char(written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      || '","body":' || bodies[i]
      || ',"prev":' || coalesce('"' || encode(head.leaf, 'hex') || '"', 'null')
      || ',"seq":' || (head.seq + 1)
      || ',' || stream_part
      || ',"tenant":"' || owner_tenant || '","v":1}', 'UTF8');

    head.seq := head.seq + 1;
    head.leaf := sha256('\x00'::bytea || entry);
    head.at := written_at;
    insert into portcullis.ledger_entries
      (tenant_id, seq, id, at, type, slice, request_id, stream, stream_seq, leaf, bytes)
    values
      (owner_tenant, head.seq, entry_id, written_at, body ->> 'type', body ->> 'slice', body ->> 'request_id', stream_of,
       case when stream_of is null then null else coalesce(before_seq + 1, 0) end, head.leaf, entry);

    id := entry_id; seq := head.seq; leaf := head.leaf;
    return next;
  end loop;

  update portcullis.ledger_heads h set seq = head.seq, leaf = head.leaf, at = head.at where h.tenant_id = owner_tenant;
end
$$;

-- The only way in for a console transaction and for the worker. Under a token for the database the
-- tenant is the token's, whatever an entry says; under a token for the ledger, which only the
-- gate's and the worker's roles may use, each entry names its own. (seq, leaf) confirms the write.
create function portcullis.ledger_append(entries jsonb)
returns table (id uuid, seq bigint, leaf bytea)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  claims constant jsonb := portcullis.claims();
  named record;
begin
  if claims is null or jsonb_typeof(entries) <> 'array' then
    raise exception 'the token does not verify' using errcode = '42501';
  end if;
  if claims ->> 'aud' = 'ledger' and session_user not in ('portcullis_gate', 'portcullis_worker') then
    raise exception 'the token is not for this role' using errcode = '42501';
  end if;
  if claims ->> 'aud' = 'db' and portcullis.tenant_id() is null then
    raise exception 'the token names no tenant' using errcode = '42501';
  end if;

  for named in
    select case when claims ->> 'aud' = 'db' then portcullis.tenant_id() else (e ->> 'tenant')::uuid end as tenant,
      array_agg((e ->> 'stream')::uuid order by n) as streams,
      array_agg(e ->> 'body' order by n) as bodies
    from jsonb_array_elements(entries) with ordinality as listed (e, n)
    group by 1 order by 1
  loop
    return query select w.id, w.seq, w.leaf from portcullis.ledger_extend(named.tenant, named.streams, named.bodies) w;
  end loop;
end
$$;

-- Verification reads every tenant's entries, and nothing else does: pages of bytes, in order.
create function portcullis.ledger_read(of_tenant uuid, from_seq bigint, at_most integer)
returns table (seq bigint, id uuid, at timestamptz, type text, slice text, request_id text, stream uuid, stream_seq bigint, leaf bytea, bytes bytea)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select e.seq, e.id, e.at, e.type, e.slice, e.request_id, e.stream, e.stream_seq, e.leaf, e.bytes
  from portcullis.ledger_entries e
  where e.tenant_id = of_tenant and e.seq >= from_seq
  order by e.seq limit at_most
$$;

create function portcullis.ledger_head(of_tenant uuid)
returns table (seq bigint, leaf bytea, at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select h.seq, h.leaf, h.at from portcullis.ledger_heads h where h.tenant_id = of_tenant
$$;

alter function portcullis.begin_ledger() owner to portcullis_definer;
alter function portcullis.ledger_extend(uuid, uuid[], text[]) owner to portcullis_definer;
alter function portcullis.ledger_append(jsonb) owner to portcullis_definer;
alter function portcullis.ledger_read(uuid, bigint, integer) owner to portcullis_definer;
alter function portcullis.ledger_head(uuid) owner to portcullis_definer;
revoke all on function portcullis.begin_ledger(), portcullis.ledger_extend(uuid, uuid[], text[]), portcullis.ledger_append(jsonb),
  portcullis.ledger_read(uuid, bigint, integer), portcullis.ledger_head(uuid) from public;
grant execute on function portcullis.ledger_extend(uuid, uuid[], text[]) to portcullis_definer;
grant execute on function portcullis.ledger_append(jsonb) to portcullis_web, portcullis_gate, portcullis_worker;
grant execute on function portcullis.ledger_read(uuid, bigint, integer), portcullis.ledger_head(uuid) to portcullis_ledger_reader;

create trigger begin_ledger after insert on portcullis.tenants
  for each row execute function portcullis.begin_ledger();
