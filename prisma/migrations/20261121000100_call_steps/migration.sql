-- When each step of a call ended, in microseconds from its arrival, in the order of the steps. Shorter
-- where the call ended earlier; a call that is open has those up to its judgement.

set local role portcullis_owner;

alter table portcullis.decisions add column steps integer[] not null default '{}';

reset role;

-- As before, and a task may carry its steps. A call that is settled by another than its gate keeps
-- those it has.
create or replace function portcullis.gate_commit(token text, tasks jsonb)
returns table (n integer, status text, decision text, rule text, seq bigint, retry_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Every row is found by key. A plan made while a table was small must not scan it once it is not.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  of_tenant uuid;
  task record;
  limits jsonb;
  known record;
  reserved record;
  next_seq bigint;
  streams uuid[];
  bodies text[];
  recorded_body text;
  appended bigint;
  moment constant timestamptz := clock_timestamp();
begin
  perform set_config('request.jwt', token, true);
  if (portcullis.claims() ->> 'aud') is distinct from 'ledger' or session_user not in ('portcullis_gate', 'portcullis_worker') then
    raise exception 'the token does not verify' using errcode = '42501';
  end if;

  for of_tenant in select distinct (t ->> 'tenant')::uuid as tenant from jsonb_array_elements(tasks) as t order by 1 loop
    select h.seq + 1 into next_seq from portcullis.ledger_heads h where h.tenant_id = of_tenant for update skip locked;
    if not found then
      return query select (t ->> 'n')::integer, 'busy', null::text, null::text, null::bigint, null::timestamptz
        from jsonb_array_elements(tasks) as t where (t ->> 'tenant')::uuid = of_tenant;
      continue;
    end if;
    streams := '{}';
    bodies := '{}';

    for task in
      select t.* from jsonb_array_elements(tasks) as e,
        jsonb_to_record(e) as t (
          n integer, kind text, tenant uuid, id uuid, body text,
          workspace uuid, server uuid, "grant" uuid, method text, tool text, verdict text, rule text,
          limits jsonb, policy_hash text, definition_hash text, keys text[], keys_more integer,
          redaction integer, request_id text, instance uuid,
          outcome text, upstream_status integer, duration_ms integer, charge boolean, steps integer[])
      where t.tenant = of_tenant order by t.n
    loop
      n := task.n; status := 'done'; decision := null; rule := null; seq := null; retry_at := null;

      if task.kind = 'decide' then
        select d.decision, d.rule, d.ledger_seq into known
        from portcullis.decisions d where d.tenant_id = of_tenant and d.id = task.id;
        if found then
          decision := known.decision; rule := known.rule; seq := known.ledger_seq;
          return next;
          continue;
        end if;

        limits := coalesce(task.limits, '[]');
        decision := task.verdict; rule := task.rule; recorded_body := task.body;
        if task.verdict = 'allow' and jsonb_array_length(limits) > 0 then
          reserved := portcullis.quota_reserve(of_tenant, task.id, limits, moment);
          if reserved.refused is not null then
            decision := 'refuse';
            rule := limits -> (reserved.refused - 1) ->> 'rule';
            recorded_body := limits -> (reserved.refused - 1) ->> 'body';
            retry_at := reserved.retry_at;
          end if;
        end if;

        insert into portcullis.decisions
          (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool, decision, rule, policy_hash, definition_hash,
           argument_keys, argument_keys_more, redaction_version, request_id, ledger_seq, instance_id, steps)
        values
          (of_tenant, task.workspace, task.id, moment, task.server, task."grant", task.method, task.tool, decision, rule,
           task.policy_hash, task.definition_hash, coalesce(task.keys, '{}'), coalesce(task.keys_more, 0), task.redaction,
           task.request_id, next_seq, task.instance, coalesce(task.steps, '{}'));
        if decision = 'allow' and jsonb_array_length(limits) > 0 then
          insert into portcullis.quota_reservations (tenant_id, decision_id, ordinal, scope, scope_id, counter, period, window_start, amount)
          select of_tenant, task.id, l.k, x.scope, x.scope_id, x.counter, x.period, portcullis.window_start(x.period, moment), x.amount
          from jsonb_array_elements(limits) with ordinality as l (e, k),
            jsonb_to_record(l.e) as x (scope text, scope_id uuid, counter text, period text, amount numeric);
        end if;
        bodies := bodies || recorded_body;
        streams := streams || task.id;
        seq := next_seq;
        next_seq := next_seq + 1;

      elsif task.kind = 'settle' then
        update portcullis.decisions d
        set outcome = task.outcome, upstream_status = task.upstream_status, duration_ms = task.duration_ms,
          settled_at = moment, outcome_seq = next_seq, steps = coalesce(task.steps, d.steps)
        where d.tenant_id = of_tenant and d.id = task.id and d.decision = 'allow' and d.outcome is null;
        if not found then
          status := 'settled before';
          return next;
          continue;
        end if;
        if task.charge then
          update portcullis.quota_reservations r set state = 'charged'
          where r.tenant_id = of_tenant and r.decision_id = task.id and r.state = 'reserved';
        else
          update portcullis.quota_counters c set used = c.used - r.amount
          from (
            select q.scope, q.scope_id, q.counter, q.period, q.window_start, sum(q.amount) as amount
            from portcullis.quota_reservations q
            where q.tenant_id = of_tenant and q.decision_id = task.id and q.state = 'reserved'
            group by 1, 2, 3, 4, 5
          ) r
          where c.tenant_id = of_tenant and c.scope = r.scope and c.scope_id = r.scope_id and c.counter = r.counter
            and c.period = r.period and c.window_start = r.window_start;
          update portcullis.quota_reservations r set state = 'refunded'
          where r.tenant_id = of_tenant and r.decision_id = task.id and r.state = 'reserved';
        end if;
        bodies := bodies || task.body;
        streams := streams || task.id;
        seq := next_seq;
        next_seq := next_seq + 1;
      else
        raise exception 'a task is of no known kind' using errcode = '22023';
      end if;
      return next;
    end loop;

    if array_length(bodies, 1) > 0 then
      select max(w.seq) into appended from portcullis.ledger_extend(of_tenant, streams, bodies) w;
      if appended is distinct from next_seq - 1 then
        raise exception 'the ledger did not take every entry of the batch' using errcode = '23505';
      end if;
    end if;
  end loop;
end
$$;
