-- The life of an organisation, which only the installation's operator decides, over the
-- administrator's connection: no runtime role may write any of it. What an operator did stands in the
-- organisation's own ledger, and here with its reason, for its people to read.

set local role portcullis_owner;

alter table portcullis.tenants
  add column status text not null default 'active' check (status in ('active', 'suspended', 'destroyed')),
  add column status_at timestamptz;

create table portcullis.operator_acts (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  at timestamptz not null default now(),
  operator text not null check (length(operator) between 1 and 100),
  act text not null check (act in ('create', 'invite-owner', 'suspend', 'resume', 'export', 'destroy')),
  reason text not null check (length(reason) between 10 and 500),
  request_id text not null,
  primary key (tenant_id, id)
);

select portcullis.isolate('portcullis.operator_acts');
grant select on portcullis.operator_acts to portcullis_web;

reset role;
