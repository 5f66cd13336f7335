-- Reviews of access: who has what at one moment, line by line, each to be kept or taken away by a date.

set local role portcullis_owner;

create table portcullis.access_reviews (
  tenant_id uuid not null references portcullis.tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  due_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (tenant_id, id)
);

create table portcullis.access_review_lines (
  tenant_id uuid not null,
  id uuid not null,
  review_id uuid not null,
  -- As the ledger names them: who was removed since stays in the review.
  subject text not null check (subject like 'member:%' or subject like 'api-key:%'),
  -- What they held when the review began.
  held text[] not null,
  decision text check (decision in ('keep', 'remove')),
  decided_by text,
  decided_at timestamptz,
  -- Whether what was decided has been done: a reviewer may say more than they may do.
  done boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, review_id, subject),
  foreign key (tenant_id, review_id) references portcullis.access_reviews
);

select portcullis.isolate('portcullis.access_reviews');
select portcullis.isolate('portcullis.access_review_lines');
grant select, insert on portcullis.access_reviews, portcullis.access_review_lines to portcullis_web;
grant update (closed_at) on portcullis.access_reviews to portcullis_web;
grant update (decision, decided_by, decided_at, done) on portcullis.access_review_lines to portcullis_web;

reset role;
