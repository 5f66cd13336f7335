-- What of a connection or a directory that fails people were told, so that they are told once.

set local role portcullis_owner;

alter table portcullis.connections
  -- As the worker saw it last, and since when it has been so.
  add column seen_amiss boolean not null default false,
  add column turned_at timestamptz,
  -- Whether what was said last is that it fails.
  add column told_amiss boolean not null default false;
alter table portcullis.directories
  add column seen_amiss boolean not null default false,
  add column turned_at timestamptz,
  add column told_amiss boolean not null default false;

grant update (seen_amiss, turned_at, told_amiss) on portcullis.connections, portcullis.directories to portcullis_worker;
grant select on portcullis.directory_tokens to portcullis_worker;

reset role;
