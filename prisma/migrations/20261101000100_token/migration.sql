-- The database verifies the signed token itself.
--
-- A caller hands over a JWT (HS256) as the transaction-local setting request.jwt. Policies ask
-- portcullis.tenant_id(), which asks portcullis.claims(). A token that is absent, forged, expired
-- or of the wrong shape gives NULL, never an error: an error text would tell a forger more.

set local role portcullis_owner;

-- The keys, as the two padded blocks of HMAC (RFC 2104) so that no pad is computed per call, and
-- the token header they belong to, so that a key is found by comparing one string. No runtime role
-- can read this table.
create table portcullis.database_keys (
  kid text primary key check (kid ~ '^[A-Za-z0-9_-]{1,32}$'),
  header text not null unique,
  ipad bytea not null check (octet_length(ipad) = 64),
  opad bytea not null check (octet_length(opad) = 64),
  created_at timestamptz not null default now(),
  not_after timestamptz
);
grant select on portcullis.database_keys to portcullis_definer;

reset role;

-- Nothing is decoded or cast before the MAC holds. What is cast afterwards is checked first, so a
-- key holder's malformed token ends as NULL too. Both sides of the comparison are hashed, so its
-- time tells nothing of the expected value.
create function portcullis.claims() returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  token constant text := current_setting('request.jwt', true);
  token_header constant text := split_part(token, '.', 1);
  payload constant text := split_part(token, '.', 2);
  signature constant text := split_part(token, '.', 3);
  ipad bytea;
  opad bytea;
  expected text;
  raw bytea;
  written text;
  verified jsonb;
  seconds constant numeric := extract(epoch from transaction_timestamp());
begin
  if token is null or length(token) > 8192 or token <> token_header || '.' || payload || '.' || signature then
    return null;
  end if;

  select k.ipad, k.opad into ipad, opad
  from portcullis.database_keys k
  where k.header = token_header and (k.not_after is null or k.not_after > transaction_timestamp());
  if not found then
    return null;
  end if;

  expected := translate(encode(sha256(opad || sha256(ipad || convert_to(token_header || '.' || payload, 'UTF8'))), 'base64'), '+/=' || chr(10), '-_');
  if sha256(convert_to(signature, 'UTF8')) <> sha256(convert_to(expected, 'UTF8')) then
    return null;
  end if;

  if payload !~ '^[A-Za-z0-9_-]+$' or length(payload) % 4 = 1 then
    return null;
  end if;
  raw := decode(rpad(translate(payload, '-_', '+/'), (length(payload) + 3) / 4 * 4, '='), 'base64');
  written := encode(raw, 'escape');
  if length(written) <> octet_length(raw) or not pg_input_is_valid(written, 'jsonb') then
    return null;
  end if;
  -- A claim that stands twice could be read in two ways, so it is no claim.
  if not (written is json object with unique keys) then
    return null;
  end if;

  verified := written::jsonb;
  if jsonb_typeof(verified -> 'exp') is distinct from 'number' then
    return null;
  end if;
  if (verified ->> 'exp')::numeric <= seconds or (verified ->> 'exp')::numeric > seconds + 120 then
    return null;
  end if;
  if coalesce(verified ->> 'aud', '') not in ('db', 'ledger') then
    return null;
  end if;
  return verified;
end
$$;

-- The caller's tenant, or NULL. Policies write (select portcullis.tenant_id()) so that it runs once
-- a statement, not once a row.
create function portcullis.tenant_id() returns uuid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case when c ->> 'aud' = 'db' and pg_input_is_valid(c ->> 'tenant_id', 'uuid') then (c ->> 'tenant_id')::uuid end
  from portcullis.claims() as c
$$;

-- The workspaces the caller may see; empty where the token names none.
create function portcullis.workspace_ids() returns uuid[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(w::uuid) filter (where pg_input_is_valid(w, 'uuid')), '{}')
  from portcullis.claims() as c,
    jsonb_array_elements_text(case when jsonb_typeof(c -> 'workspace_ids') = 'array' then c -> 'workspace_ids' else '[]' end) as w
$$;

alter function portcullis.claims() owner to portcullis_definer;
alter function portcullis.tenant_id() owner to portcullis_owner;
alter function portcullis.workspace_ids() owner to portcullis_owner;
revoke all on function portcullis.claims(), portcullis.tenant_id(), portcullis.workspace_ids() from public;
grant execute on function portcullis.claims(), portcullis.tenant_id(), portcullis.workspace_ids()
  to portcullis_definer, portcullis_web, portcullis_gate, portcullis_worker, portcullis_ledger_reader, portcullis_owner;

-- Puts a table behind its tenant: row-level security on, forced on the owner too, and one policy
-- for every command that checks what is read and what is written. With by_workspace, rows also
-- belong to a workspace that the token must name.
create function portcullis.isolate(target regclass, by_workspace boolean default false) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  condition text := 'tenant_id = (select portcullis.tenant_id())';
begin
  if by_workspace then
    condition := condition || ' and workspace_id = any ((select portcullis.workspace_ids())::uuid[])';
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy isolation on %s for all using (%s) with check (%s)', target, condition, condition);
end
$$;
alter function portcullis.isolate(regclass, boolean) owner to portcullis_owner;
revoke all on function portcullis.isolate(regclass, boolean) from public;
