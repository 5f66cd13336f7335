-- A line of a review that is kept says what was kept: what is held may have changed since the review began.

set local role portcullis_owner;

alter table portcullis.access_review_lines
  -- Up to which level an approver approved when the review began.
  add column level integer check (level between 1 and 5),
  add column kept_role text,
  add column kept_level integer check (kept_level between 1 and 5),
  add column kept_held text[] not null default '{}';
grant update (kept_role, kept_level, kept_held) on portcullis.access_review_lines to portcullis_web;

reset role;
