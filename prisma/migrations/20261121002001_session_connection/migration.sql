-- Whoever begins a session says through which connection, and nobody changes that afterwards.

set local role portcullis_owner;
grant insert (connection_id) on portcullis.sessions to portcullis_web;
reset role;
