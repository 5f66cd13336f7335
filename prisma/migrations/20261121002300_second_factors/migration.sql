-- Second factors: what a member proves beside the sign-in of their organisation, where it was proven,
-- and the sign-ins that wait for it. A sign-in that waits is no session: it stands in a table that
-- nothing but its second step reads, and its token is of another kind.

set local role portcullis_owner;

create table portcullis.factors (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('totp', 'passkey')),
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now(),
  -- A code generator counts only once a code of it was given.
  confirmed_at timestamptz,
  last_used_at timestamptz,
  removed_at timestamptz,
  -- Code generator: its secret, sealed, and the last time step that was used. It only grows.
  sealed bytea,
  last_step bigint not null default 0 check (last_step >= 0),
  -- Passkey: what the authenticator said of itself.
  credential_id text check (length(credential_id) between 1 and 1400),
  public_key bytea check (octet_length(public_key) between 1 and 4096),
  counter bigint not null default 0 check (counter >= 0),
  transports text[] not null default '{}',
  backed_up boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, credential_id),
  foreign key (tenant_id, member_id) references portcullis.members,
  check (case kind when 'totp' then sealed is not null else credential_id is not null and public_key is not null end)
);
create index factors_member on portcullis.factors (tenant_id, member_id) where removed_at is null;

-- Wrong codes are counted for a factor and for where they came from: a browser that has proven it
-- before counts by itself, all others together. Whoever guesses elsewhere locks no one out there.
create table portcullis.factor_attempts (
  tenant_id uuid not null,
  factor_id uuid not null,
  bucket text not null check (length(bucket) between 1 and 80),
  failures integer not null default 0 check (failures >= 0),
  locked_until timestamptz,
  failed_at timestamptz not null default now(),
  primary key (tenant_id, factor_id, bucket),
  foreign key (tenant_id, factor_id) references portcullis.factors
);

-- What a passkey is asked to sign: for one purpose, once, for five minutes.
create table portcullis.factor_challenges (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  purpose text not null check (length(purpose) between 1 and 120),
  challenge text not null check (length(challenge) between 16 and 200),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references portcullis.members
);

create table portcullis.spare_codes (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  created_at timestamptz not null default now(),
  used_at timestamptz,
  -- A new set takes the place of the one before.
  replaced_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, member_id, code_hash),
  foreign key (tenant_id, member_id) references portcullis.members
);

-- Browsers in which a member has proven a factor. One that is trusted is not asked again until then.
create table portcullis.member_devices (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  user_agent text check (length(user_agent) <= 400),
  address text check (length(address) <= 64),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  trusted_at timestamptz,
  trusted_until timestamptz,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, member_id) references portcullis.members
);
create index member_devices_member on portcullis.member_devices (tenant_id, member_id);

create table portcullis.second_steps (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  next text not null check (length(next) between 1 and 600),
  -- Through which connection it came: the session that follows is that connection's too.
  connection_id uuid,
  user_agent text check (length(user_agent) <= 400),
  address text check (length(address) <= 64),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete set null (connection_id),
  foreign key (tenant_id, member_id) references portcullis.members
);

select portcullis.isolate('portcullis.factors');
select portcullis.isolate('portcullis.factor_attempts');
select portcullis.isolate('portcullis.factor_challenges');
select portcullis.isolate('portcullis.spare_codes');
select portcullis.isolate('portcullis.member_devices');
select portcullis.isolate('portcullis.second_steps');

-- What a factor is never changes; that it was used and that it ended does. Nobody but the worker takes
-- rows away, and it those alone that have ended.
grant select, insert on portcullis.factors, portcullis.factor_attempts, portcullis.factor_challenges,
  portcullis.spare_codes, portcullis.member_devices, portcullis.second_steps to portcullis_web;
grant update (confirmed_at, last_used_at, removed_at, last_step, counter, backed_up) on portcullis.factors to portcullis_web;
grant update (failures, locked_until, failed_at) on portcullis.factor_attempts to portcullis_web;
grant update (used_at) on portcullis.factor_challenges to portcullis_web;
grant update (used_at, replaced_at) on portcullis.spare_codes to portcullis_web;
grant update (last_used_at, trusted_at, trusted_until, expires_at, revoked_at) on portcullis.member_devices to portcullis_web;
grant update (ended_at) on portcullis.second_steps to portcullis_web;
grant select, delete on portcullis.factor_challenges, portcullis.member_devices, portcullis.second_steps to portcullis_worker;

-- When and how a second factor was proven last in a session; null where it never was.
alter table portcullis.sessions
  add column factor text check (factor in ('totp', 'passkey', 'recovery-code')),
  add column factor_at timestamptz;
grant update (factor, factor_at) on portcullis.sessions to portcullis_web;

reset role;
