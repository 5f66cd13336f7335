-- Connections to identity providers, the domains they may vouch for, what became of each sign-in that
-- was refused, links by which somebody without an account sets a connection up, and the codes with
-- which owners come in when their provider does not let them.

set local role portcullis_owner;

create table portcullis.connections (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  -- What the broker knows it by: the first half of every identity that signs in through it.
  broker_id text not null check (length(broker_id) between 1 and 200),
  kind text not null check (kind in ('saml', 'oidc')),
  vendor text not null check (vendor ~ '^[a-z0-9-]{1,40}$'),
  name text not null check (length(name) between 1 and 120),
  -- A draft lets nobody in: it can be tested. Where one is enforced, only enforced ones let anybody in.
  state text not null default 'draft' check (state in ('draft', 'tested', 'active', 'enforced', 'off')),
  -- Where the provider describes itself, and what it calls itself there.
  source_url text check (length(source_url) between 1 and 2000),
  issuer text check (length(issuer) between 1 and 1000),
  client_id text check (length(client_id) between 1 and 255),
  idp_initiated boolean not null default false,
  -- What somebody gets who comes for the first time and whose claims say nothing; null: nothing.
  default_role text check (length(default_role) between 1 and 60),
  role_rules jsonb not null default '[]' check (jsonb_typeof(role_rules) = 'array'),
  -- Whether a member who was known by their address only is taken for who signs in with it.
  link_by_address boolean not null default false,
  created_by text not null check (length(created_by) between 1 and 120),
  created_at timestamptz not null default now(),
  tested_at timestamptz,
  version integer not null default 1 check (version >= 1),
  primary key (tenant_id, id),
  unique (tenant_id, broker_id)
);

-- The certificates with which a provider signs: two are valid while it rolls over.
create table portcullis.connection_certificates (
  tenant_id uuid not null,
  connection_id uuid not null,
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  subject text not null check (length(subject) between 1 and 1000),
  not_before timestamptz not null,
  not_after timestamptz not null,
  -- For how many days ahead its end was announced last.
  announced_days integer check (announced_days between 0 and 30),
  primary key (tenant_id, connection_id, fingerprint),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete cascade
);

create table portcullis.domains (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  -- Lower case, in the form that DNS is asked in (A-labels).
  name text not null check (name ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$' and length(name) <= 253),
  state text not null default 'pending' check (state in ('pending', 'verified', 'lapsed')),
  -- What the TXT record must say. Public once it is published; of no use to anybody else.
  challenge text not null check (length(challenge) between 20 and 100),
  -- The one connection that may vouch for addresses in it; null: any of the organisation's.
  connection_id uuid,
  created_by text not null check (length(created_by) between 1 and 120),
  created_at timestamptz not null default now(),
  verified_at timestamptz,
  checked_at timestamptz,
  -- Since when its record has been missing, and why, as a code.
  failing_since timestamptz,
  failure text check (length(failure) between 1 and 60),
  primary key (tenant_id, id),
  unique (tenant_id, name),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete set null (connection_id)
);
create index domains_verified on portcullis.domains (name, tenant_id) where state = 'verified';

-- What became of sign-ins, for those who look after them. Cleared after thirty days: no record.
create table portcullis.sign_in_traces (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  at timestamptz not null default now(),
  connection_id uuid,
  reason text not null check (reason ~ '^[a-z0-9-]{1,60}$'),
  -- Who they said they were, where they said so: what makes the trace of use to who is asked for help.
  asserted text check (length(asserted) between 1 and 254),
  -- What was found and what was expected, short texts by name.
  facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  request_id text not null check (length(request_id) between 1 and 64),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete set null (connection_id)
);

-- One try of a connection by somebody who looks after it: what came back, and what it would grant.
create table portcullis.connection_tests (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  -- Null while it is under way.
  outcome text check (outcome in ('passed', 'refused')),
  reason text check (reason ~ '^[a-z0-9-]{1,60}$'),
  claims jsonb,
  would_give jsonb,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete cascade,
  foreign key (tenant_id, member_id) references portcullis.members
);

create table portcullis.setup_links (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  -- For whom it was made, for people to read.
  note text not null check (length(note) between 1 and 120),
  created_by text not null check (length(created_by) between 1 and 120),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  -- What was made with it.
  connection_id uuid,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, connection_id) references portcullis.connections on delete set null (connection_id)
);
create index setup_links_lookup on portcullis.setup_links (token_hash, tenant_id);

-- Codes with which an owner comes in without the provider, each once.
create table portcullis.recovery_codes (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, member_id) references portcullis.members
);

-- Through which connection a session was begun: turned off, it ends what came through it.
alter table portcullis.sessions add column connection_id uuid,
  add foreign key (tenant_id, connection_id) references portcullis.connections on delete set null (connection_id);

select portcullis.isolate('portcullis.connections');
select portcullis.isolate('portcullis.connection_certificates');
select portcullis.isolate('portcullis.domains');
select portcullis.isolate('portcullis.sign_in_traces');
select portcullis.isolate('portcullis.connection_tests');
select portcullis.isolate('portcullis.setup_links');
select portcullis.isolate('portcullis.recovery_codes');

grant select, insert, update, delete on portcullis.connections, portcullis.connection_certificates,
  portcullis.domains, portcullis.recovery_codes to portcullis_web;
grant select, insert, update on portcullis.connection_tests, portcullis.setup_links to portcullis_web;
grant select, insert on portcullis.sign_in_traces to portcullis_web;
grant select on portcullis.connections to portcullis_worker;
grant select, update on portcullis.domains, portcullis.connection_certificates to portcullis_worker;
grant select, delete on portcullis.sign_in_traces, portcullis.connection_tests, portcullis.setup_links to portcullis_worker;
grant select on portcullis.connections, portcullis.domains, portcullis.setup_links to portcullis_definer;

reset role;

-- A setup link stands for its tenant before anybody is signed in. Ended ones are not found.
create function portcullis.resolve_setup_link(hash bytea)
returns table (tenant_id uuid, tenant_slug text, tenant_name text, link_id uuid, expires_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select l.tenant_id, t.slug, t.name, l.id, l.expires_at
  from portcullis.setup_links l
  join portcullis.tenants t on t.tenant_id = l.tenant_id
  where l.token_hash = hash and l.used_at is null and l.revoked_at is null and l.expires_at > now()
    and (select count(*) from portcullis.setup_links o where o.token_hash = hash) = 1
$$;

-- Which organisation's sign-in a mail address leads to: the only one whose domain it is and that has
-- a connection in use. Where two have shown that it is theirs, neither is named.
create function portcullis.resolve_domain(wanted text)
returns table (tenant_id uuid, tenant_slug text, connection_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.tenant_id, t.slug, d.connection_id
  from portcullis.domains d
  join portcullis.tenants t on t.tenant_id = d.tenant_id
  where d.name = wanted and d.state = 'verified'
    and exists (select from portcullis.connections c
      where c.tenant_id = d.tenant_id and c.state in ('active', 'enforced')
        and (d.connection_id is null or c.id = d.connection_id))
    and (select count(*) from portcullis.domains o where o.name = wanted and o.state = 'verified') = 1
$$;

alter function portcullis.resolve_setup_link(bytea) owner to portcullis_definer;
alter function portcullis.resolve_domain(text) owner to portcullis_definer;
revoke all on function portcullis.resolve_setup_link(bytea), portcullis.resolve_domain(text) from public;
grant execute on function portcullis.resolve_setup_link(bytea), portcullis.resolve_domain(text) to portcullis_web;
