-- A client comes in through the session in which it was approved: how its person had proven who they
-- are, and by which connection, is that session's; and if that has ended meanwhile, nobody comes in.
set local role portcullis_owner;
alter table portcullis.device_codes
  drop column amr,
  add column session_id uuid,
  add foreign key (tenant_id, session_id) references portcullis.sessions on delete cascade;
grant update (session_id) on portcullis.device_codes to portcullis_web;
reset role;
