-- The installation's keys towards SAML identity providers: one signs requests, and answers are encrypted to
-- it; while it is being replaced the one after it is published beside it, and afterwards the one before
-- still opens answers for a while. They are the installation's. The private part is sealed.

set local role portcullis_owner;

create table portcullis.saml_keys (
  -- The certificate's fingerprint: SHA-256 over its bytes.
  kid text primary key check (kid ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('next', 'current', 'previous')),
  certificate text not null check (length(certificate) between 1 and 16384),
  sealed bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  since timestamptz not null default now(),
  -- Who made the rotation that it came with, and who last moved it on, as the ledger names them.
  begun_by text check (length(begun_by) between 1 and 200),
  moved_by text not null check (length(moved_by) between 1 and 200),
  -- Of the next one: when it signs without being told to again, and how long the one before it still opens.
  due_at timestamptz,
  overlap interval,
  -- Of one before: until when answers to it are opened.
  opens_until timestamptz,
  check ((state = 'previous') = (opens_until is not null)),
  check ((state = 'next') = (overlap is not null)),
  check (state = 'next' or due_at is null)
);
create unique index saml_keys_one on portcullis.saml_keys (state) where state <> 'previous';

-- What an organisation was told of such a key: each thing once.
create table portcullis.saml_key_notices (
  tenant_id uuid not null references portcullis.tenants,
  kid text not null check (kid ~ '^[0-9a-f]{64}$'),
  what text not null check (what in ('begun', 'finished', 'ends-30', 'ends-7', 'ends-1')),
  at timestamptz not null default now(),
  primary key (tenant_id, kid, what)
);
select portcullis.isolate('portcullis.saml_key_notices');

grant select, insert on portcullis.saml_key_notices to portcullis_worker;
grant select on portcullis.saml_keys to portcullis_web, portcullis_worker;
grant select, insert, update, delete on portcullis.saml_keys to portcullis_definer;

reset role;

-- The first key, where there is none. Whoever comes later has changed nothing.
create function portcullis.keep_saml_key(new_kid text, new_certificate text, new_sealed bytea, from_then timestamptz, until_then timestamptz, who text)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
begin
  lock table portcullis.saml_keys in share row exclusive mode;
  insert into portcullis.saml_keys (kid, state, certificate, sealed, not_before, not_after, moved_by)
  select new_kid, 'current', new_certificate, new_sealed, from_then, until_then, who
  where not exists (select from portcullis.saml_keys);
end;
$$;

-- Puts a key beside the one that signs, to be published with it. False, and nothing is changed, unless that
-- is the one that was seen and none stands beside it yet: of two at once, one begins.
create function portcullis.begin_saml_rotation(seen_current text, new_kid text, new_certificate text, new_sealed bytea, from_then timestamptz, until_then timestamptz, after_then interval, overlap_then interval, who text)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
begin
  lock table portcullis.saml_keys in share row exclusive mode;
  if not exists (select from portcullis.saml_keys k where k.state = 'current' and k.kid = seen_current)
    or exists (select from portcullis.saml_keys k where k.state = 'next') then
    return false;
  end if;
  insert into portcullis.saml_keys (kid, state, certificate, sealed, not_before, not_after, begun_by, moved_by, due_at, overlap)
  values (new_kid, 'next', new_certificate, new_sealed, from_then, until_then, who, who, now() + after_then, overlap_then);
  return true;
end;
$$;

-- Has the next key sign, which must be the one that was seen; the one that signed opens answers for as long
-- as was said when it was begun, or is said now.
create function portcullis.finish_saml_rotation(seen_next text, overlap_now interval, who text)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
declare
  opens interval;
begin
  lock table portcullis.saml_keys in share row exclusive mode;
  select coalesce(overlap_now, k.overlap) into opens from portcullis.saml_keys k where k.state = 'next' and k.kid = seen_next;
  if not found then
    return false;
  end if;
  update portcullis.saml_keys k set state = 'previous', since = now(), moved_by = who, opens_until = now() + opens where k.state = 'current';
  update portcullis.saml_keys k set state = 'current', since = now(), moved_by = who, due_at = null, overlap = null where k.state = 'next';
  return true;
end;
$$;

-- Forgets the keys whose time is over: what they open is opened no more, here or from this on.
create function portcullis.forget_saml_keys()
returns integer
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  with gone as (delete from portcullis.saml_keys k where k.opens_until <= now() returning 1)
  select count(*)::integer from gone
$$;

alter function portcullis.keep_saml_key(text, text, bytea, timestamptz, timestamptz, text) owner to portcullis_definer;
alter function portcullis.begin_saml_rotation(text, text, text, bytea, timestamptz, timestamptz, interval, interval, text) owner to portcullis_definer;
alter function portcullis.finish_saml_rotation(text, interval, text) owner to portcullis_definer;
alter function portcullis.forget_saml_keys() owner to portcullis_definer;
revoke all on function portcullis.keep_saml_key(text, text, bytea, timestamptz, timestamptz, text),
  portcullis.begin_saml_rotation(text, text, text, bytea, timestamptz, timestamptz, interval, interval, text),
  portcullis.finish_saml_rotation(text, interval, text), portcullis.forget_saml_keys() from public;
grant execute on function portcullis.keep_saml_key(text, text, bytea, timestamptz, timestamptz, text) to portcullis_web;
grant execute on function portcullis.begin_saml_rotation(text, text, text, bytea, timestamptz, timestamptz, interval, interval, text),
  portcullis.finish_saml_rotation(text, interval, text), portcullis.forget_saml_keys() to portcullis_worker;
