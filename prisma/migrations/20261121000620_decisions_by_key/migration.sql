-- As before, each decision's entries looked up by their numbers. Joined, a page of decisions read a
-- tenant's whole ledger.
create or replace function portcullis.decision_entries(of_tenant uuid, after uuid, at_most integer)
returns table (id uuid, ledger_seq bigint, decided boolean, settled boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select d.id, d.ledger_seq,
    coalesce((select e.stream = d.id and e.type = 'call.decided' from portcullis.ledger_entries e
      where e.tenant_id = of_tenant and e.seq = d.ledger_seq limit 1), false),
    case when d.outcome is null or d.outcome_seq is null then d.outcome is null and d.outcome_seq is null else
      coalesce((select e.stream = d.id and e.type = 'call.settled' from portcullis.ledger_entries e
        where e.tenant_id = of_tenant and e.seq = d.outcome_seq limit 1), false) end
  from portcullis.decisions d
  where d.tenant_id = of_tenant and d.id > after order by d.id limit at_most
$$;
