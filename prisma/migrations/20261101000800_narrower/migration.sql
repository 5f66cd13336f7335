-- What a caller's own SQL could still do beside reading and writing rows of its tenant.

-- Large objects belong to a role and not to a tenant: what one tenant's SQL wrote another's could
-- read, and a role that owns one is refused at the next start. Nothing here uses them.
revoke execute on function
  pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
  pg_catalog.lo_open(oid, integer), pg_catalog.lo_close(integer), pg_catalog.loread(integer, integer),
  pg_catalog.lowrite(integer, bytea), pg_catalog.lo_get(oid), pg_catalog.lo_get(oid, bigint, integer),
  pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lo_unlink(oid)
  from public;

-- Which calls a crashed gate left open is the worker's to ask; a gate knows its own.
revoke execute on function portcullis.list_abandoned_calls(interval, integer) from portcullis_gate;

-- A body as canonical JSON (RFC 8785) would write it. Bodies hold texts, null, lists of texts and
-- flat objects of texts; of anything else this gives something that is not the body.
create function portcullis.canonical_body(body jsonb) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select '{' || string_agg(to_json(k)::text || ':' || case jsonb_typeof(v)
      when 'string' then to_json(v #>> '{}')::text
      when 'null' then 'null'
      when 'array' then (
        select '[' || coalesce(string_agg(to_json(item #>> '{}')::text, ',' order by n), '') || ']'
        from jsonb_array_elements(v) with ordinality as listed (item, n))
      when 'object' then (
        select '{' || coalesce(string_agg(to_json(name)::text || ':' || to_json(text)::text, ',' order by name collate "C"), '') || '}'
        from jsonb_each_text(v) as member (name, text))
      else '' end, ',' order by k collate "C") || '}'
  from jsonb_each(body) as part (k, v)
$$;
alter function portcullis.canonical_body(jsonb) owner to portcullis_owner;
revoke all on function portcullis.canonical_body(jsonb) from public;
grant execute on function portcullis.canonical_body(jsonb) to portcullis_definer;

-- As before, and a body that is not canonical is refused: once in the log, its entry would be found
-- at fault by every verification there will ever be.
create or replace function portcullis.ledger_append(entries jsonb)
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
  if exists (
    select from jsonb_array_elements(entries) as e, lateral (select (e ->> 'body')::jsonb as body) as b
    where portcullis.canonical_body(b.body) is distinct from e ->> 'body'
      or not pg_input_is_valid(b.body ->> 'id', 'uuid')
      or b.body ->> 'id' !~ '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$') then
    raise exception 'a ledger entry is not canonical' using errcode = '22023';
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
