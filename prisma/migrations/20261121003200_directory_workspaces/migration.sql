-- Which workspaces the people of a directory's group see, and what was said of that before.

set local role portcullis_owner;

-- None says nothing, which leaves it to their other groups, or else to what the organisation says of
-- newcomers; otherwise `every`, or the ids of some.
alter table portcullis.directory_groups
  add column sees text[] not null default '{}' check (cardinality(sees) <= 500);

-- As of the role: what the directory said last, so that others are given only where it says something new.
alter table portcullis.directory_users
  add column given_sees text[] not null default '{}' check (cardinality(given_sees) <= 5000);

reset role;
