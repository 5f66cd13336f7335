-- Where a member may do it is held too: a line of a review says which workspaces they saw when it began, and
-- which when it was kept.

set local role portcullis_owner;

alter table portcullis.access_review_lines
  -- Ids of workspaces, or one word: every, or none. Empty for what is no member, and for lines from before.
  add column sees text[] not null default '{}',
  add column kept_sees text[] not null default '{}';
grant update (kept_sees) on portcullis.access_review_lines to portcullis_web;

reset role;
