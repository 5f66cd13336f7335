-- The single sign-on library's store. It holds nothing of ours; what is sensitive in it the library
-- seals under its own key before it arrives here. The library's role may fill it, not reshape it:
-- whoever owns a schema may drop what is in it, so the schema is not that role's either.
alter schema jackson owner to portcullis_owner;
grant usage on schema jackson to jackson_svc;

create table jackson.entries (
  namespace text not null,
  key text not null,
  value text not null,
  iv text,
  tag text,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  primary key (namespace, key)
);
create index entries_expires_at on jackson.entries (expires_at) where expires_at is not null;

create table jackson.entry_indexes (
  namespace text not null,
  key text not null,
  name text not null,
  index_value text not null,
  primary key (namespace, name, index_value, key),
  foreign key (namespace, key) references jackson.entries on delete cascade
);
create index entry_indexes_entry on jackson.entry_indexes (namespace, key);

grant select, insert, update, delete on jackson.entries, jackson.entry_indexes to jackson_svc;
