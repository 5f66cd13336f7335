-- When the person of a session was authenticated where they came from, which may be long before the
-- session began: whom a provider knows already it lets in without asking. Null where nobody says, and for
-- sessions of before; it is then no proof of anything. A session that is begun by a proof given here has
-- the moment it begins.

set local role portcullis_owner;

alter table portcullis.sessions add column authenticated_at timestamptz;
alter table portcullis.sessions alter column authenticated_at set default now();

reset role;
