-- Reviews say whom and what they are about and who decides them; grants are lines too; what was told of
-- their date is noted, so that it is told once.

set local role portcullis_owner;

alter table portcullis.access_reviews
  -- The kinds of subject that have lines.
  add column subjects text[] not null default '{member,api-key}'
    check (subjects <> '{}' and subjects <@ '{member,api-key,grant}'),
  -- Only who might do this has a line; null for everybody.
  add column holding text check (length(holding) between 1 and 64),
  add column due_soon_told_at timestamptz,
  add column overdue_told_at timestamptz;
alter table portcullis.access_reviews alter column subjects drop default;

alter table portcullis.access_review_lines
  drop constraint access_review_lines_subject_check,
  add constraint access_review_lines_subject_check
    check (subject like 'member:%' or subject like 'api-key:%' or subject like 'grant:%'),
  -- A member's role when the review began: a built-in one by its id, an own one by its name.
  add column role text check (length(role) between 1 and 120),
  -- Since when they had held just that.
  add column since timestamptz,
  -- Why it was decided so, in the reviewer's words. It stays here: the ledger holds no free text.
  add column note text check (length(note) between 1 and 500);

-- Who decides. Without any, whoever may decide reviews.
create table portcullis.access_review_reviewers (
  tenant_id uuid not null,
  review_id uuid not null,
  member_id uuid not null,
  primary key (tenant_id, review_id, member_id),
  foreign key (tenant_id, review_id) references portcullis.access_reviews,
  foreign key (tenant_id, member_id) references portcullis.members
);

select portcullis.isolate('portcullis.access_review_reviewers');
grant select, insert, delete on portcullis.access_review_reviewers to portcullis_web;
grant update (due_at, due_soon_told_at, overdue_told_at) on portcullis.access_reviews to portcullis_web;
grant update (note) on portcullis.access_review_lines to portcullis_web;
grant select on portcullis.access_reviews, portcullis.access_review_reviewers to portcullis_worker;
grant update (due_soon_told_at, overdue_told_at) on portcullis.access_reviews to portcullis_worker;

reset role;
