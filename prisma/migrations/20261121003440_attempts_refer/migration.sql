-- What was counted of members beside factors is forgotten, so that every count refers to its factor.

set local role portcullis_owner;

alter table portcullis.factor_attempts no force row level security;
delete from portcullis.factor_attempts a
  where not exists (select from portcullis.factors f where f.tenant_id = a.tenant_id and f.id = a.factor_id);
alter table portcullis.factor_attempts force row level security;
alter table portcullis.factor_attempts validate constraint factor_attempts_tenant_id_factor_id_fkey;

reset role;
