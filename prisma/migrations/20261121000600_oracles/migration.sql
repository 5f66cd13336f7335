-- What a caller's own SQL could still learn of others, or do to them, without reading one of their rows.

-- A console that is frozen while it holds a ledger's head stops that tenant's calls. Nothing waits for
-- anything but the database inside a transaction, so a few idle seconds mean that its process is stuck.
-- A whole transaction ends soon after its token, which lives a minute at most, would.
alter role portcullis_web set idle_in_transaction_session_timeout = '5s';
alter role portcullis_web set transaction_timeout = '20s';
alter role portcullis_gate set idle_in_transaction_session_timeout = '5s';
alter role portcullis_gate set transaction_timeout = '10s';
alter role portcullis_worker set idle_in_transaction_session_timeout = '10s';
alter role portcullis_worker set transaction_timeout = '60s';
alter role portcullis_ledger_reader set statement_timeout = '60s';
alter role portcullis_ledger_reader set idle_in_transaction_session_timeout = '10s';
alter role portcullis_ledger_reader set transaction_timeout = '60s';
alter role jackson_svc set statement_timeout = '15s';
alter role jackson_svc set idle_in_transaction_session_timeout = '5s';
alter role jackson_svc set transaction_timeout = '20s';

-- All tenants share a role, and PostgreSQL shows a role everything of its own: the statements that run
-- for others, what they wait for and lock, how many rows each table took, how much log was written. It
-- also lets it end them, and take advisory locks that nobody's rows are behind. Nothing here needs any
-- of that at run time; those who watch a server do, and are members of pg_monitor.
do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature, p.proname ~ '^pg_(?:stat_|lock_|blocking_|current_wal_|last_|walfile_|.*_size$)' as watching
    from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname ~ '^pg_(?:stat_.*|(?:try_)?advisory_.*|lock_status|(?:safe_snapshot_)?blocking_pids|isolation_test_session_is_blocked|(?:cancel|terminate)_backend|(?:relation|table|indexes|total_relation|database|tablespace)_size|export_snapshot|notify|notification_queue_usage|logical_emit_message|prepared_xact|get_replication_slots|current_wal_.*|last_(?:wal|xact)_.*|last_committed_xact|xact_commit_timestamp.*|walfile_.*)$'
      and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))
  loop
    execute format('revoke execute on function %s from public', f.signature);
    if f.watching then
      execute format('grant execute on function %s to pg_monitor', f.signature);
    end if;
  end loop;
end
$$;

set local role portcullis_owner;

-- An index that leaves the tenant out finds other tenants' rows before the policy drops them: it takes
-- longer, and EXPLAIN counts them.
drop index portcullis.decisions_server;
create index decisions_server on portcullis.decisions (server_id, tenant_id, id);
drop index portcullis.decisions_open;
create index decisions_open on portcullis.decisions (instance_id, tenant_id) where decision = 'allow' and outcome is null;
drop index portcullis.sessions_lookup;
create index sessions_lookup on portcullis.sessions (token_hash, tenant_id);
drop index portcullis.sessions_previous;
create index sessions_previous on portcullis.sessions (previous_hash, tenant_id) where previous_hash is not null;
drop index portcullis.api_keys_lookup;
create index api_keys_lookup on portcullis.api_keys (token_hash, tenant_id);
drop index portcullis.grants_lookup;
create index grants_lookup on portcullis.grants (token_hash, tenant_id);

-- Takes from every table what its making left open. Run after every migration, so that tables and
-- columns which are born later are covered.
--
-- PostgreSQL keeps samples of each column, over all tenants. Nobody may read them, but the planner uses
-- them for everybody, and EXPLAIN shows what it made of them: by asking for ranges, other tenants' mail
-- addresses and names could be spelled out letter by letter. So no samples are kept.
--
-- A right to update a whole table includes moving a row to another tenant (which the policy refuses) and
-- locking the table against everybody. A right to update columns does not.
create function portcullis.narrow() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  sampled record;
  granted record;
  columns text;
begin
  for sampled in
    select c.oid::regclass as relation, c.relname, c.relkind, a.attname, a.attnum, a.attstattarget
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indexrelid = c.oid
    join pg_attribute t on t.attrelid = coalesce(i.indrelid, c.oid) and t.attname = 'tenant_id' and not t.attisdropped
    where c.relnamespace = 'portcullis'::regnamespace
      and (c.relkind in ('r', 'p') or (i.indexprs is not null and i.indkey[a.attnum - 1] = 0))
      and a.attstattarget is distinct from 0
  loop
    if sampled.relkind in ('r', 'p') then
      execute format('alter table %s alter column %I set statistics 0', sampled.relation, sampled.attname);
    else
      execute format('alter index %s alter column %s set statistics 0', sampled.relation, sampled.attnum);
    end if;
    perform pg_clear_attribute_stats('portcullis', sampled.relname, sampled.attname, false);
  end loop;

  for granted in
    select c.oid as relation, a.grantee::regrole as role
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and a.privilege_type = 'UPDATE'
      and a.grantee in ('portcullis_web'::regrole, 'portcullis_gate'::regrole, 'portcullis_worker'::regrole)
  loop
    select string_agg(format('%I', a.attname), ', ') into columns
    from pg_attribute a
    where a.attrelid = granted.relation and a.attnum > 0 and not a.attisdropped
      and a.attname not in ('tenant_id', 'workspace_id', 'created_at', 'created_by')
      and not exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey::int2[]));
    execute format('revoke update on %s from %s', granted.relation::regclass, granted.role);
    execute format('grant update (%s) on %s to %s', columns, granted.relation::regclass, granted.role);
  end loop;
end
$$;
revoke all on function portcullis.narrow() from public;
select portcullis.narrow();

reset role;
