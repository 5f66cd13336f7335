-- Sessions of clients beside those of browsers: the command line and scripts sign in with a code that
-- a person approves, hold a refresh token that changes at every use, and show the doors a signed token
-- for a quarter of an hour. All of a client's tokens hang on one session, and end with it.

set local role portcullis_owner;

alter table portcullis.sessions
  alter column token_hash drop not null,
  add column kind text not null default 'browser' check (kind in ('browser', 'client')),
  -- What a client calls itself; a browser has none.
  add column client text check (length(client) between 1 and 120),
  -- How the person proved who they are (RFC 8176), and by which sign-in of theirs a client came in.
  add column amr text[] not null default '{}',
  add column seen_address text check (length(seen_address) <= 64),
  add column ended_because text check (ended_because ~ '^[a-z-]{1,40}$'),
  add constraint sessions_of_a_kind check (kind = 'client' or token_hash is not null);
create index sessions_of_member on portcullis.sessions (tenant_id, member_id, id);

-- One line of refresh tokens a session: each is used once and has one child at most, so that two who
-- use one at the same moment cannot both go on by themselves.
create table portcullis.refresh_tokens (
  tenant_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  parent_id uuid,
  -- What a child was derived with from its parent's text; who shows the parent again in time is given
  -- the same child. Null for the first.
  salt bytea check (octet_length(salt) = 16),
  created_at timestamptz not null default now(),
  used_at timestamptz,
  -- Which client used it: a hash of what it calls itself and where it stands.
  used_by bytea check (octet_length(used_by) = 32),
  primary key (tenant_id, id),
  foreign key (tenant_id, session_id) references portcullis.sessions on delete cascade
);
create unique index refresh_tokens_token on portcullis.refresh_tokens (tenant_id, token_hash);
create unique index refresh_tokens_child on portcullis.refresh_tokens (tenant_id, parent_id) where parent_id is not null;
create index refresh_tokens_lookup on portcullis.refresh_tokens (token_hash, tenant_id);
create index refresh_tokens_of_session on portcullis.refresh_tokens (tenant_id, session_id);

-- A sign-in of a client that waits for a person (RFC 8628).
create table portcullis.device_codes (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  device_hash bytea not null check (octet_length(device_hash) = 32),
  user_code text not null check (length(user_code) = 8),
  client text not null check (length(client) between 1 and 120),
  user_agent text check (length(user_agent) <= 400),
  address text check (length(address) <= 64),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  polled_at timestamptz,
  poll_seconds integer not null default 5 check (poll_seconds between 1 and 600),
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused', 'used')),
  member_id uuid,
  amr text[] not null default '{}',
  decided_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references portcullis.members
);
create unique index device_codes_device on portcullis.device_codes (tenant_id, device_hash);
create unique index device_codes_user on portcullis.device_codes (tenant_id, user_code);
create index device_codes_lookup on portcullis.device_codes (device_hash, tenant_id);

-- The keys that sign access tokens: one signs, the one before it still verifies, the one after it is
-- known to verifiers before it signs. They are the installation's. The private part is sealed.
create table portcullis.signing_keys (
  kid text primary key check (kid ~ '^[A-Za-z0-9_-]{43}$'),
  state text not null unique check (state in ('next', 'current', 'previous')),
  public_key jsonb not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  since timestamptz not null default now()
);

select portcullis.isolate('portcullis.refresh_tokens');
select portcullis.isolate('portcullis.device_codes');

grant update (seen_address, ended_because, kind, client, amr) on portcullis.sessions to portcullis_web;
grant select, insert on portcullis.refresh_tokens, portcullis.device_codes to portcullis_web;
grant update (used_at, used_by) on portcullis.refresh_tokens to portcullis_web;
grant update (polled_at, poll_seconds, state, member_id, amr, decided_at) on portcullis.device_codes to portcullis_web;
grant select, delete on portcullis.device_codes to portcullis_worker;
grant select on portcullis.refresh_tokens to portcullis_worker;
grant select on portcullis.refresh_tokens, portcullis.device_codes to portcullis_definer;
grant select on portcullis.signing_keys to portcullis_web, portcullis_worker;
grant select, insert, update, delete on portcullis.signing_keys to portcullis_definer;

reset role;

-- As before, with what tells whether the browser is still the one that signed in.
drop function portcullis.resolve_session(bytea);
create function portcullis.resolve_session(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[]
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, s.token_hash = hash,
    s.user_agent, s.address, s.amr
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where (s.token_hash = hash or (s.previous_hash = hash and s.previous_until > now()))
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active'
    -- Unique per tenant only, so that no tenant can probe another's; two rows for one hash is no row.
    and (select count(*) from portcullis.sessions o where o.token_hash = hash) <= 1
$$;

-- The session that a verified access token names. The signature was checked before; the row is what
-- says whether the session still stands and what its member may do now.
create function portcullis.resolve_client_session(tenant uuid, session uuid)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[]
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, true,
    s.user_agent, s.address, s.amr
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where s.tenant_id = tenant and s.id = session and s.kind = 'client'
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active'
$$;

-- Where a refresh token or a device code belongs. Two rows for one hash is no row.
create function portcullis.resolve_refresh_token(hash bytea)
returns table (tenant_id uuid, id uuid, session_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.tenant_id, r.id, r.session_id from portcullis.refresh_tokens r
  where r.token_hash = hash and (select count(*) from portcullis.refresh_tokens o where o.token_hash = hash) = 1
$$;

create function portcullis.resolve_device_code(hash bytea)
returns table (tenant_id uuid, id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.tenant_id, d.id from portcullis.device_codes d
  where d.device_hash = hash and (select count(*) from portcullis.device_codes o where o.device_hash = hash) = 1
$$;

-- Takes in a new key: as the one that signs if there is none, else as the next one if there is none,
-- else each moves one place on and the one before is forgotten. True if it was taken in: where another
-- key signs than the caller knew of, somebody else was quicker.
create function portcullis.rotate_signing_keys(expected text, new_kid text, new_public jsonb, new_sealed bytea)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
declare
  signs text;
begin
  lock table portcullis.signing_keys in share row exclusive mode;
  select k.kid into signs from portcullis.signing_keys k where k.state = 'current';
  if signs is distinct from expected then
    return false;
  end if;
  if signs is not null and exists (select from portcullis.signing_keys k where k.state = 'next') then
    delete from portcullis.signing_keys k where k.state = 'previous';
    update portcullis.signing_keys k set state = 'previous', since = now() where k.state = 'current';
    update portcullis.signing_keys k set state = 'current', since = now() where k.state = 'next';
  end if;
  insert into portcullis.signing_keys (kid, state, public_key, sealed)
  values (new_kid, case when signs is null then 'current' else 'next' end, new_public, new_sealed);
  return true;
end;
$$;

alter function portcullis.resolve_session(bytea) owner to portcullis_definer;
alter function portcullis.resolve_client_session(uuid, uuid) owner to portcullis_definer;
alter function portcullis.resolve_refresh_token(bytea) owner to portcullis_definer;
alter function portcullis.resolve_device_code(bytea) owner to portcullis_definer;
alter function portcullis.rotate_signing_keys(text, text, jsonb, bytea) owner to portcullis_definer;
revoke all on function portcullis.resolve_session(bytea), portcullis.resolve_client_session(uuid, uuid),
  portcullis.resolve_refresh_token(bytea), portcullis.resolve_device_code(bytea),
  portcullis.rotate_signing_keys(text, text, jsonb, bytea) from public;
grant execute on function portcullis.resolve_session(bytea), portcullis.resolve_client_session(uuid, uuid),
  portcullis.resolve_refresh_token(bytea), portcullis.resolve_device_code(bytea) to portcullis_web;
grant execute on function portcullis.rotate_signing_keys(text, text, jsonb, bytea) to portcullis_worker;
