-- A code by which an owner comes in may end by itself: the first one, with which an operator invites
-- them before there is any identity provider, does.

set local role portcullis_owner;
alter table portcullis.recovery_codes add column expires_at timestamptz;
reset role;
