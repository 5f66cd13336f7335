-- Every process must notice a revocation or a changed rule within a second. Each polls one number,
-- which goes up in the same transaction as the change.

set local role portcullis_owner;

create table portcullis.change_counter (
  singleton boolean primary key default true check (singleton),
  value bigint not null default 0
);
insert into portcullis.change_counter default values;
grant select on portcullis.change_counter to portcullis_web, portcullis_gate, portcullis_worker;
grant select, update on portcullis.change_counter to portcullis_definer;

reset role;

create function portcullis.count_change() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update portcullis.change_counter set value = value + 1;
  return null;
end
$$;
alter function portcullis.count_change() owner to portcullis_definer;
revoke all on function portcullis.count_change() from public;

-- Deferred to the commit: the counter's row is locked for the shortest time, and its new value
-- becomes visible together with the change it stands for, never before.
create constraint trigger count_change after insert or update of revoked_at, expires_at or delete on portcullis.grants
  deferrable initially deferred for each row execute function portcullis.count_change();
create constraint trigger count_change after update or delete on portcullis.servers
  deferrable initially deferred for each row execute function portcullis.count_change();
create constraint trigger count_change after insert or update or delete on portcullis.server_credentials
  deferrable initially deferred for each row execute function portcullis.count_change();
create constraint trigger count_change after update of revoked_at, expires_at or delete on portcullis.api_keys
  deferrable initially deferred for each row execute function portcullis.count_change();
create constraint trigger count_change after update of ended_at on portcullis.mcp_sessions
  deferrable initially deferred for each row execute function portcullis.count_change();
