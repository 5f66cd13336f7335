-- Of what directories sent only so much is kept: the worker clears what is too old, and what is too many.

set local role portcullis_owner;

grant select on portcullis.directories to portcullis_worker;
create index directory_events_at on portcullis.directory_events (tenant_id, at);

reset role;
