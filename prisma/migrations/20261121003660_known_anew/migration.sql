-- A directory says anew how its provider names somebody, such as by another user name: the record of how
-- they are known follows, and stays theirs.

set local role portcullis_owner;
grant update (subject) on portcullis.member_identities to portcullis_web;
reset role;
