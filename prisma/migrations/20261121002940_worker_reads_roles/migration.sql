-- The worker announces too, to all who hold a permission: by a built-in role, or one of the
-- organisation's own.
set local role portcullis_owner;
grant select on portcullis.roles to portcullis_worker;
reset role;
