-- The decision log, quotas, protocol sessions, and the one function that commits a batch of calls.

set local role portcullis_owner;

create table portcullis.decisions (
  tenant_id uuid not null,
  workspace_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  server_id uuid not null,
  grant_id uuid not null,
  method text not null,
  tool text,
  decision text not null check (decision in ('allow', 'refuse')),
  rule text,
  policy_hash text,
  definition_hash text,
  argument_keys text[] not null default '{}',
  argument_keys_more integer not null default 0,
  redaction_version integer not null,
  request_id text not null,
  ledger_seq bigint not null,
  instance_id uuid not null,
  outcome text check (outcome in ('answered', 'tool_error', 'upstream_error', 'timeout', 'cancelled', 'not_sent', 'unknown')),
  outcome_seq bigint,
  upstream_status integer,
  duration_ms integer,
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id),
  foreign key (tenant_id, workspace_id, grant_id) references portcullis.grants (tenant_id, workspace_id, id),
  check ((outcome is null) = (settled_at is null))
);
-- Ids are UUIDv7, so the key itself is in the order of time and serves lists and spans of time. It is
-- the only index that begins with the tenant: with a second one, the planner of a table without
-- statistics may look a decision up by reading every row of the tenant.
create index decisions_server on portcullis.decisions (server_id, id);
create index decisions_request on portcullis.decisions (request_id, tenant_id);
create index decisions_open on portcullis.decisions (instance_id) where decision = 'allow' and outcome is null;

-- How much of a limit is used in one calendar window (UTC).
create table portcullis.quota_counters (
  tenant_id uuid not null references portcullis.tenants,
  scope text not null check (scope in ('grant', 'workspace', 'provider', 'tenant')),
  scope_id uuid not null,
  counter text not null,
  period text not null check (period in ('minute', 'hour', 'day')),
  window_start timestamptz not null,
  used numeric not null default 0 check (used >= 0),
  primary key (tenant_id, scope, scope_id, counter, period, window_start)
);

-- What one call took from which window, so that a refund returns exactly that.
create table portcullis.quota_reservations (
  tenant_id uuid not null,
  decision_id uuid not null,
  ordinal integer not null,
  scope text not null,
  scope_id uuid not null,
  counter text not null,
  period text not null,
  window_start timestamptz not null,
  amount numeric not null check (amount >= 0),
  state text not null default 'reserved' check (state in ('reserved', 'charged', 'refunded')),
  primary key (tenant_id, decision_id, ordinal),
  foreign key (tenant_id, decision_id) references portcullis.decisions (tenant_id, id)
);

-- A protocol session is bound to the grant and the server it began with. It authenticates nobody.
create table portcullis.mcp_sessions (
  tenant_id uuid not null,
  workspace_id uuid not null,
  id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  grant_id uuid not null,
  server_id uuid not null,
  upstream_session bytea,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, workspace_id, grant_id) references portcullis.grants (tenant_id, workspace_id, id),
  foreign key (tenant_id, workspace_id, server_id) references portcullis.servers (tenant_id, workspace_id, id)
);

-- Gate processes that live. A call left open by one that does not is settled as unknown.
create table portcullis.gate_instances (
  id uuid primary key,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

select portcullis.isolate('portcullis.decisions', true);
select portcullis.isolate('portcullis.quota_counters');
select portcullis.isolate('portcullis.quota_reservations');
select portcullis.isolate('portcullis.mcp_sessions', true);

grant select on portcullis.decisions, portcullis.quota_counters, portcullis.quota_reservations to portcullis_web, portcullis_gate;
grant select, insert on portcullis.mcp_sessions to portcullis_gate;
grant update (ended_at) on portcullis.mcp_sessions to portcullis_gate, portcullis_web;
grant select on portcullis.mcp_sessions to portcullis_web, portcullis_worker;
grant delete on portcullis.mcp_sessions, portcullis.quota_counters, portcullis.quota_reservations to portcullis_worker;
grant select on portcullis.decisions, portcullis.quota_counters, portcullis.quota_reservations to portcullis_worker;
grant select, insert, update, delete on portcullis.gate_instances to portcullis_gate;
grant select, delete on portcullis.gate_instances to portcullis_worker;

grant select, insert, update on portcullis.decisions, portcullis.quota_counters, portcullis.quota_reservations to portcullis_definer;
grant select on portcullis.gate_instances to portcullis_definer;

reset role;

create function portcullis.window_start(period text, at timestamptz) returns timestamptz
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select date_trunc(period, at, 'UTC')
$$;

create function portcullis.window_end(period text, start timestamptz) returns timestamptz
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select start + ('1 ' || period)::interval
$$;

-- Reserves every limit of a call, or none. Returns the position (from 1) of the first limit that
-- does not hold, or NULL when all were taken. The caller holds the tenant's ledger head, so no other
-- call of that tenant counts at the same moment.
create function portcullis.quota_reserve(of_tenant uuid, decision uuid, limits jsonb, at timestamptz, out refused integer, out retry_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  item record;
  used_now numeric;
begin
  for item in
    select l.*, n, portcullis.window_start(l.period, at) as start
    from jsonb_array_elements(limits) with ordinality as listed (e, n),
      jsonb_to_record(e) as l (scope text, scope_id uuid, counter text, period text, max numeric, amount numeric)
    order by n
  loop
    select c.used into used_now from portcullis.quota_counters c
    where c.tenant_id = of_tenant and c.scope = item.scope and c.scope_id = item.scope_id
      and c.counter = item.counter and c.period = item.period and c.window_start = item.start;
    if coalesce(used_now, 0) + item.amount > item.max then
      refused := item.n;
      retry_at := portcullis.window_end(item.period, item.start);
      return;
    end if;
  end loop;

  insert into portcullis.quota_counters as c (tenant_id, scope, scope_id, counter, period, window_start, used)
  select of_tenant, l.scope, l.scope_id, l.counter, l.period, portcullis.window_start(l.period, at), sum(l.amount)
  from jsonb_to_recordset(limits) as l (scope text, scope_id uuid, counter text, period text, amount numeric)
  group by l.scope, l.scope_id, l.counter, l.period
  on conflict (tenant_id, scope, scope_id, counter, period, window_start) do update set used = c.used + excluded.used;
end
$$;

-- One batch of the gate: reservations, decision rows and ledger entries together, or the settling
-- of calls together with their outcomes. A decision that is known already is answered as it stands,
-- so a batch whose answer was lost can be sent again. Tenants are taken in order; one whose head is
-- held elsewhere is answered "busy" and waits for the next batch, so it stalls nobody else.
create function portcullis.gate_commit(token text, tasks jsonb)
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
          outcome text, upstream_status integer, duration_ms integer, charge boolean)
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
           argument_keys, argument_keys_more, redaction_version, request_id, ledger_seq, instance_id)
        values
          (of_tenant, task.workspace, task.id, moment, task.server, task."grant", task.method, task.tool, decision, rule,
           task.policy_hash, task.definition_hash, coalesce(task.keys, '{}'), coalesce(task.keys_more, 0), task.redaction,
           task.request_id, next_seq, task.instance);
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
          settled_at = moment, outcome_seq = next_seq
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

-- Calls that were allowed by a gate process that has not been seen for a while, with no outcome.
create function portcullis.list_abandoned_calls(silent_for interval, at_most integer)
returns table (tenant_id uuid, workspace_id uuid, decision_id uuid, request_id text, server_id uuid, grant_id uuid, method text, policy_hash text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select d.tenant_id, d.workspace_id, d.id, d.request_id, d.server_id, d.grant_id, d.method, d.policy_hash
  from portcullis.decisions d
  left join portcullis.gate_instances i on i.id = d.instance_id
  where d.decision = 'allow' and d.outcome is null
    and (i.id is null or i.seen_at < now() - silent_for)
  order by d.at limit at_most
$$;

alter function portcullis.window_start(text, timestamptz) owner to portcullis_owner;
alter function portcullis.window_end(text, timestamptz) owner to portcullis_owner;
alter function portcullis.quota_reserve(uuid, uuid, jsonb, timestamptz) owner to portcullis_definer;
alter function portcullis.gate_commit(text, jsonb) owner to portcullis_definer;
alter function portcullis.list_abandoned_calls(interval, integer) owner to portcullis_definer;
revoke all on function portcullis.window_start(text, timestamptz), portcullis.window_end(text, timestamptz),
  portcullis.quota_reserve(uuid, uuid, jsonb, timestamptz), portcullis.gate_commit(text, jsonb),
  portcullis.list_abandoned_calls(interval, integer) from public;
grant execute on function portcullis.window_start(text, timestamptz), portcullis.window_end(text, timestamptz),
  portcullis.quota_reserve(uuid, uuid, jsonb, timestamptz) to portcullis_definer;
grant execute on function portcullis.gate_commit(text, jsonb) to portcullis_gate, portcullis_worker;
grant execute on function portcullis.list_abandoned_calls(interval, integer) to portcullis_gate, portcullis_worker;
