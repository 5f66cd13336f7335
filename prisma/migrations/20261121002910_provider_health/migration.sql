-- Whether the identity providers answer: asked by the worker, shown on the front page and in readiness.

set local role portcullis_owner;

alter table portcullis.connections
  add column asked_at timestamptz,
  -- Since when it has not answered as it should, and how, as a code.
  add column failing_since timestamptz,
  add column failure text check (failure in ('unreachable', 'not-itself', 'refused-address'));
create index connections_failing on portcullis.connections (tenant_id) where failing_since is not null;

grant update (asked_at, failing_since, failure) on portcullis.connections to portcullis_worker;

reset role;

-- Of readiness: how many there are in the whole installation, and nothing of whom.
create function portcullis.failing_providers() returns bigint
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(*) from portcullis.connections
  where failing_since is not null and state in ('active', 'enforced')
$$;
alter function portcullis.failing_providers() owner to portcullis_definer;
revoke all on function portcullis.failing_providers() from public;
grant execute on function portcullis.failing_providers() to portcullis_web;
