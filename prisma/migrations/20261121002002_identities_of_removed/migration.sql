-- Identities of a connection that was removed stay on record under another name, so that a connection
-- which the broker calls the same later does not stand for its people.

set local role portcullis_owner;
grant update (connection) on portcullis.member_identities to portcullis_web;
reset role;
