-- Who may connect, and what each may never do.
--
-- portcullis_owner owns every table and runs nothing. portcullis_definer owns only the functions on
-- the allow-list (lib/db/allow-list.ts); it alone passes row-level security, it cannot log in, and
-- nobody is a member of it. The runtime roles own nothing and bypass nothing.
-- Roles belong to the cluster, so each is made only where it is missing.

do $$
declare
  runtime text;
begin
  if not exists (select from pg_roles where rolname = 'portcullis_owner') then
    create role portcullis_owner nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'portcullis_definer') then
    create role portcullis_definer nologin nosuperuser nocreatedb nocreaterole noreplication bypassrls;
  end if;
  foreach runtime in array array['portcullis_web', 'portcullis_gate', 'portcullis_worker', 'portcullis_ledger_reader', 'jackson_svc'] loop
    if not exists (select from pg_roles where rolname = runtime) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit', runtime);
    end if;
  end loop;
end
$$;

alter schema portcullis owner to portcullis_owner;
revoke all on schema portcullis from public;
grant usage on schema portcullis to portcullis_definer, portcullis_web, portcullis_gate, portcullis_worker, portcullis_ledger_reader;

-- The single sign-on library keeps its own tables, in a schema no other role enters.
create schema if not exists jackson authorization jackson_svc;
revoke all on schema jackson from public;
alter role jackson_svc set search_path = jackson;

-- A statement that hangs must not hold the house: the gate answers or refuses in seconds.
alter role portcullis_web set statement_timeout = '15s';
alter role portcullis_web set idle_in_transaction_session_timeout = '30s';
alter role portcullis_gate set statement_timeout = '5s';
alter role portcullis_gate set idle_in_transaction_session_timeout = '10s';
alter role portcullis_worker set statement_timeout = '30s';
alter role portcullis_worker set idle_in_transaction_session_timeout = '60s';

-- Nothing that is made in this schema later is open to everybody by default.
alter default privileges for role portcullis_owner in schema portcullis revoke all on tables from public;
alter default privileges revoke execute on functions from public;
alter default privileges for role portcullis_owner revoke execute on functions from public;

set local role portcullis_owner;

-- One row: what this database was made for. A process of another mode refuses to start on it.
create table portcullis.installation (
  singleton boolean primary key default true check (singleton),
  mode text not null check (mode in ('evaluation', 'production')),
  created_at timestamptz not null default now()
);

reset role;
grant select on portcullis.installation to portcullis_web, portcullis_gate, portcullis_worker, portcullis_ledger_reader;
