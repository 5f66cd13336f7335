-- What an organisation says of its own doors: one document a section, of which the program knows the
-- form and what holds where none was written. And what is announced: a notice for a person, and the
-- same by mail.

set local role portcullis_owner;

create table portcullis.tenant_policies (
  tenant_id uuid not null references portcullis.tenants,
  section text not null check (section ~ '^[a-z-]{1,40}$'),
  version integer not null check (version >= 1),
  document jsonb not null check (jsonb_typeof(document) = 'object'),
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, section)
);

create table portcullis.notices (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null check (kind ~ '^[a-z.-]{1,60}$'),
  -- What it is about, by reference as the ledger names things; never a text of somebody's.
  refs jsonb not null default '{}' check (jsonb_typeof(refs) = 'object'),
  request_id text not null,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references portcullis.members
);
create index notices_of_member on portcullis.notices (tenant_id, member_id, id);
create index notices_unread on portcullis.notices (tenant_id, member_id) where read_at is null;

-- A letter for each notice until it is sent or given up. It holds no text: what it says is made of
-- its notice when it is sent.
create table portcullis.mail_queue (
  tenant_id uuid not null,
  notice_id uuid not null,
  created_at timestamptz not null default now(),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  sent_at timestamptz,
  given_up_at timestamptz,
  primary key (tenant_id, notice_id),
  foreign key (tenant_id, notice_id) references portcullis.notices on delete cascade
);
create index mail_queue_due on portcullis.mail_queue (tenant_id, next_at) where sent_at is null and given_up_at is null;

select portcullis.isolate('portcullis.tenant_policies');
select portcullis.isolate('portcullis.notices');
select portcullis.isolate('portcullis.mail_queue');

grant select, insert, update on portcullis.tenant_policies to portcullis_web;
grant select on portcullis.tenant_policies to portcullis_gate, portcullis_worker, portcullis_definer;
grant select, insert on portcullis.notices to portcullis_web, portcullis_worker;
grant update (read_at) on portcullis.notices to portcullis_web;
grant delete on portcullis.notices to portcullis_worker;
grant insert on portcullis.mail_queue to portcullis_web, portcullis_worker;
grant select, update, delete on portcullis.mail_queue to portcullis_worker;
grant select on portcullis.members to portcullis_worker;

reset role;
