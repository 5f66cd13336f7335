-- What was tried against a member and hit no factor of theirs is counted in a table of its own, so that
-- each count refers to what it is of.

set local role portcullis_owner;

create table portcullis.member_attempts (
  tenant_id uuid not null,
  member_id uuid not null,
  bucket text not null check (length(bucket) between 1 and 80),
  failures integer not null default 0 check (failures >= 0),
  locked_until timestamptz,
  failed_at timestamptz not null default now(),
  primary key (tenant_id, member_id, bucket),
  foreign key (tenant_id, member_id) references portcullis.members
);
create index member_attempts_failed on portcullis.member_attempts (tenant_id, failed_at);
select portcullis.isolate('portcullis.member_attempts');
grant select, insert on portcullis.member_attempts to portcullis_web;
grant update (failures, locked_until, failed_at) on portcullis.member_attempts to portcullis_web;
grant select, delete on portcullis.member_attempts to portcullis_worker;

-- Counts of before that are of a member are forgotten with time: they end within a day.
alter table portcullis.factor_attempts
  add foreign key (tenant_id, factor_id) references portcullis.factors not valid;
comment on column portcullis.factor_attempts.factor_id is null;

reset role;
