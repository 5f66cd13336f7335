-- What a sign-in over SAML must remember between its steps. What is sealed can be opened only with a
-- secret that the browser carries (the relay state, the code), so that whoever reads these tables
-- learns neither who signs in nor how. A row is taken by deleting it: once.

set local role portcullis_owner;

-- A request that was sent to an identity provider, until its answer comes.
create table portcullis.sign_in_requests (
  tenant_id uuid not null references portcullis.tenants,
  relay_hash bytea not null check (octet_length(relay_hash) = 32),
  sealed bytea not null check (octet_length(sealed) <= 4096),
  expires_at timestamptz not null,
  primary key (tenant_id, relay_hash)
);

-- What an accepted answer said, until the browser comes with the code for it.
create table portcullis.sign_in_answers (
  tenant_id uuid not null references portcullis.tenants,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  sealed bytea not null check (octet_length(sealed) <= 1048576),
  expires_at timestamptz not null,
  primary key (tenant_id, code_hash)
);

-- Assertions that were used, for as long as they could be used again: by any process.
create table portcullis.used_assertions (
  tenant_id uuid not null references portcullis.tenants,
  assertion_hash bytea not null check (octet_length(assertion_hash) = 32),
  usable_until timestamptz not null,
  primary key (tenant_id, assertion_hash)
);

select portcullis.isolate('portcullis.sign_in_requests');
select portcullis.isolate('portcullis.sign_in_answers');
select portcullis.isolate('portcullis.used_assertions');

grant select, insert, delete on portcullis.sign_in_requests, portcullis.sign_in_answers,
  portcullis.used_assertions to portcullis_web;

reset role;
