-- Wrong proofs are counted for every kind: against the factor that was tried, or against the member where
-- no factor of theirs was hit, as with a recovery code. How many were refused of late is counted too, so
-- that the ledger tells of many without an entry for each.

set local role portcullis_owner;

alter table portcullis.factor_attempts drop constraint factor_attempts_tenant_id_factor_id_fkey;
comment on column portcullis.factor_attempts.factor_id is 'The factor, or the member where no factor was hit.';
create index factor_attempts_failed on portcullis.factor_attempts (tenant_id, failed_at);
grant select, delete on portcullis.factor_attempts to portcullis_worker;

reset role;
