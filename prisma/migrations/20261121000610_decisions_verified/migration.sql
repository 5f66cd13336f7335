-- Verification holds the rows of the decision log against the entries they stand for. An operator's
-- verification reads both for every tenant, through functions that nobody else may call.

-- What of a decision stands in its entries too.
create function portcullis.decision_rows(of_tenant uuid, wanted uuid[])
returns table (
  id uuid, server_id uuid, grant_id uuid, method text, tool text, decision text, rule text, policy_hash text,
  definition_hash text, argument_keys text[], request_id text, ledger_seq bigint, outcome text, outcome_seq bigint
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.id, d.server_id, d.grant_id, d.method, d.tool, d.decision, d.rule, d.policy_hash,
    d.definition_hash, d.argument_keys, d.request_id, d.ledger_seq, d.outcome, d.outcome_seq
  from portcullis.decisions d where d.tenant_id = of_tenant and d.id = any (wanted)
$$;

-- Pages of decisions in the order of their ids, each with whether the entries that it names are its own.
-- A row and its entry are written by one transaction, so one statement sees both of them or neither.
create function portcullis.decision_entries(of_tenant uuid, after uuid, at_most integer)
returns table (id uuid, ledger_seq bigint, decided boolean, settled boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.id, d.ledger_seq, e.type is not null, (d.outcome is null) = (d.outcome_seq is null) and (d.outcome_seq is null or s.type is not null)
  from (
    select r.id, r.ledger_seq, r.outcome, r.outcome_seq from portcullis.decisions r
    where r.tenant_id = of_tenant and r.id > after order by r.id limit at_most
  ) d
  left join portcullis.ledger_entries e
    on e.tenant_id = of_tenant and e.seq = d.ledger_seq and e.stream = d.id and e.type = 'call.decided'
  left join portcullis.ledger_entries s
    on s.tenant_id = of_tenant and s.seq = d.outcome_seq and s.stream = d.id and s.type = 'call.settled'
  order by d.id
$$;

alter function portcullis.decision_rows(uuid, uuid[]) owner to portcullis_definer;
alter function portcullis.decision_entries(uuid, uuid, integer) owner to portcullis_definer;
revoke all on function portcullis.decision_rows(uuid, uuid[]), portcullis.decision_entries(uuid, uuid, integer) from public;
grant execute on function portcullis.decision_rows(uuid, uuid[]), portcullis.decision_entries(uuid, uuid, integer) to portcullis_ledger_reader;
