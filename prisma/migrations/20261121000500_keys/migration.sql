-- API keys that are rotated, and management entries of the ledger found by who and what they name.

set local role portcullis_owner;

alter table portcullis.api_keys
  -- The first key of the line that this one came from by rotation; null in that first key itself.
  add column lineage uuid,
  add column rotated_from uuid,
  add column rotated_at timestamptz,
  add foreign key (tenant_id, rotated_from) references portcullis.api_keys,
  -- Two rotations of one key at the same moment cannot both succeed.
  add unique (tenant_id, rotated_from);

-- What a key may do, whose it is and what it is called never change: not by the console either.
revoke update on portcullis.api_keys from portcullis_web;
grant update (expires_at, revoked_at, last_used_at, rotated_at) on portcullis.api_keys to portcullis_web;

-- Who acted and on what, repeated from the bytes to find the history of a record by. Calls are left
-- out: they are found by their stream, and are far more. A value that was written with an escape is
-- found by no name; whoever reads compares with the entry itself.
alter table portcullis.ledger_entries
  add column actor text generated always as (
    case when type not like 'call.%' then substring(encode(bytes, 'escape') from '"actor":"([^"]*)"') end) stored,
  add column target text generated always as (
    case when type not like 'call.%' then substring(encode(bytes, 'escape') from '"target":"([^"]*)"') end) stored;
create index ledger_entries_actor on portcullis.ledger_entries (tenant_id, actor, seq) where actor is not null;
create index ledger_entries_target on portcullis.ledger_entries (tenant_id, target, seq) where target is not null;

reset role;

-- As before, and it tells when the key ends: a key may not make another that outlives it.
drop function portcullis.resolve_api_key(bytea);
create function portcullis.resolve_api_key(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], key_id uuid, name text,
  capabilities text[], last_used_at timestamptz, expires_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select k.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = k.tenant_id),
    k.id, k.name, k.capabilities, k.last_used_at, k.expires_at
  from portcullis.api_keys k
  join portcullis.tenants t on t.tenant_id = k.tenant_id
  where k.token_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and (select count(*) from portcullis.api_keys o where o.token_hash = hash) = 1
$$;
alter function portcullis.resolve_api_key(bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_api_key(bytea) from public;
grant execute on function portcullis.resolve_api_key(bytea) to portcullis_web;
