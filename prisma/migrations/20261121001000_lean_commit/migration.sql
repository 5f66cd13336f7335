-- A batch costs what its statements and expressions cost to begin, before what its calls cost: each
-- is set up anew in every transaction. So there are few of them, and each works on the whole batch. What the
-- gate knows already is not looked up again: it is checked by the write that depends on it, and a
-- batch that turns out otherwise is refused whole, to be sent again "careful", with look-ups.

set local role portcullis_owner;
-- Written by whoever writes the entry, as before by the column itself, which parsed its expression anew
-- for every statement and ran it for every call.
alter table portcullis.ledger_entries
  alter column actor drop expression,
  alter column target drop expression;
reset role;

drop function portcullis.gate_commit;
drop function portcullis.ledger_write;

-- The only place that writes ledger entries: chains each body to the entry ahead in its tenant's log and
-- in its stream, and moves the heads. The callers hold the heads. A body that is null is passed over.
-- "places" says which head each is under; "aheads", which entry of this very batch is the one ahead in
-- its stream; "since", the latest time of the heads.
create function portcullis.ledger_write(
  head_tenants uuid[], head_seqs bigint[], head_leaves bytea[], since timestamptz,
  places integer[], streams uuid[], stream_seqs bigint[], stream_leaves bytea[], aheads integer[],
  ids uuid[], types text[], slices text[], request_ids text[], actors text[], targets text[], bodies text[],
  out seqs bigint[], out leaves bytea[])
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- The writer's clock, never before the entry ahead: one time for all that is written at once.
  moment constant timestamptz := greatest(clock_timestamp(), since);
  opening constant text := '{"at":"' || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","body":';
  -- Filled, since a list that is begun at its second place would be one place off.
  entries bytea[] := array_fill(null::bytea, array[coalesce(cardinality(bodies), 0)]);
begin
  seqs := array_fill(null::bigint, array[coalesce(cardinality(bodies), 0)]);
  leaves := entries;
  for n in 1 .. coalesce(cardinality(bodies), 0) loop
    continue when bodies[n] is null;
    if aheads[n] is not null then
      stream_seqs[n] := stream_seqs[aheads[n]] + 1;
      stream_leaves[n] := leaves[aheads[n]];
    end if;
    seqs[n] := head_seqs[places[n]] + 1;
    entries[n] := convert_to(concat(opening, bodies[n],
      ',"prev":', coalesce('"' || encode(head_leaves[places[n]], 'hex') || '"', 'null'), ',"seq":', seqs[n],
      ',"stream":', coalesce('"' || streams[n] || '"', 'null'),
      ',"stream_prev":', coalesce('"' || encode(stream_leaves[n], 'hex') || '"', 'null'),
      ',"stream_seq":', coalesce(stream_seqs[n]::text, 'null'),
      ',"tenant":"', head_tenants[places[n]], '","v":1}'), 'UTF8');
    leaves[n] := sha256('\x00'::bytea || entries[n]);
    head_seqs[places[n]] := seqs[n];
    head_leaves[places[n]] := leaves[n];
  end loop;

  with moved as (
    update portcullis.ledger_heads h
    set seq = head_seqs[array_position(head_tenants, h.tenant_id)], leaf = head_leaves[array_position(head_tenants, h.tenant_id)], at = moment
    where h.tenant_id = any (head_tenants) and h.seq < head_seqs[array_position(head_tenants, h.tenant_id)])
  insert into portcullis.ledger_entries
    (tenant_id, seq, id, at, type, slice, request_id, stream, stream_seq, leaf, bytes, actor, target)
  select head_tenants[places[n]], seqs[n], ids[n], moment, types[n], slices[n], request_ids[n], streams[n], stream_seqs[n],
    leaves[n], entries[n], actors[n], targets[n]
  from generate_series(1, cardinality(bodies)) as n
  where seqs[n] is not null;
end
$$;

-- Commits one batch of the gate: reserves every limit of a call or none and records the decision, and
-- charges or refunds and records how calls ended, each with its ledger entry. Call by call in the order
-- they came; one answer a task, decisions first. A task whose tenant's log is held by another writer is
-- "busy", and so is the end of a call that is decided in this very batch: both are to be sent again.
--
-- Unless it is "careful", a batch holds only decisions never sent before and ends of decisions that were
-- answered, with what was answered; one that holds anything else fails whole with 40001 or 23505 and
-- leaves nothing. A careful one takes everything, looks it up, and does nothing twice.
create function portcullis.gate_commit(
  token text, instance uuid, redaction integer, careful boolean,
  tenants uuid[], ids uuid[], workspaces uuid[], servers uuid[], grants uuid[], methods text[], tools text[],
  verdicts text[], rules text[], policies text[], definitions text[], keys text[], keys_more integer[],
  request_ids text[], steps text[],
  limit_calls integer[], limit_scopes text[], limit_scope_ids uuid[], limit_counters text[], limit_periods text[],
  limit_maxima numeric[], limit_amounts numeric[], limit_rules text[],
  settled_tenants uuid[], settled_ids uuid[], settled_servers uuid[], settled_grants uuid[], settled_methods text[],
  settled_requests text[], decided_seqs bigint[], outcomes text[], upstream_statuses integer[], durations integer[],
  charges boolean[], settled_steps text[], settled_limited boolean,
  out statuses text[], out decisions text[], out decided_rules text[], out seqs bigint[], out retries timestamptz[])
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Every row is found by key. A plan made while a table was small must not scan it once it is not.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  moment constant timestamptz := clock_timestamp();
  decided constant integer := cardinality(tenants);
  settled constant integer := cardinality(settled_tenants);
  limited constant boolean := cardinality(limit_calls) > 0;
  source constant text := case when session_user = 'portcullis_worker' then 'worker' else 'gate' end;
  -- The heads that are held.
  head_tenants uuid[];
  head_seqs bigint[];
  head_leaves bytea[];
  since timestamptz;
  -- Of the decisions, those that were recorded before.
  known_seqs bigint[];
  known_decisions text[];
  known_rules text[];
  -- What each task becomes in the ledger, with gaps where it becomes nothing.
  places integer[];
  entry_ids uuid[];
  bodies text[];
  stream_leaves bytea[];
  settled_places integer[];
  settled_entry_ids uuid[];
  settled_bodies text[];
  settled_statuses text[];
  fits boolean;
  at_hand integer;
  refused boolean;
  wanted integer[];
  used numeric[];
  changed integer;
  item record;
  written record;
begin
  token := set_config('request.jwt', token, true);
  if (portcullis.claims() ->> 'aud') is distinct from 'ledger' or session_user not in ('portcullis_gate', 'portcullis_worker') then
    raise exception 'the token does not verify' using errcode = '42501';
  end if;
  if not (verdicts <@ array['allow', 'refuse'] and outcomes <@ array[
      'answered', 'tool_error', 'upstream_error', 'timeout', 'cancelled', 'not_sent', 'unknown']) then
    raise exception 'no such verdict or outcome' using errcode = '22023';
  end if;

  -- In a statement of its own: what is read after it sees all that was written under these locks before.
  select array_agg(h.tenant_id), array_agg(h.seq), array_agg(h.leaf), max(h.at)
  into head_tenants, head_seqs, head_leaves, since
  from (
    select l.tenant_id, l.seq, l.leaf, l.at from portcullis.ledger_heads l
    where l.tenant_id = any (tenants || settled_tenants) for update skip locked
  ) h;

  if careful then
    select array_agg(k.ledger_seq), array_agg(k.decision), array_agg(k.rule)
    into known_seqs, known_decisions, known_rules
    from generate_series(1, decided) as n
      left join lateral (
        select d.ledger_seq, d.decision, d.rule from portcullis.decisions d
        where d.tenant_id = tenants[n] and d.id = ids[n] offset 0) k on true;
    select array_agg(k.server_id), array_agg(k.grant_id), array_agg(k.method), array_agg(k.request_id), array_agg(k.ledger_seq)
    into settled_servers, settled_grants, settled_methods, settled_requests, decided_seqs
    from generate_series(1, settled) as n
      left join lateral (
        select d.server_id, d.grant_id, d.method, d.request_id, d.ledger_seq from portcullis.decisions d
        where d.tenant_id = settled_tenants[n] and d.id = settled_ids[n] and d.decision = 'allow' and d.outcome is null offset 0) k on true;
  end if;

  -- Every limit of a call or none. Nobody else counts for these tenants meanwhile: their heads are
  -- held. Where all that is wanted of each window fits under the least of its limits, all calls get it;
  -- else they are taken one by one, in the order they came.
  if limited then
    select coalesce(bool_and(coalesce(w.least_amount >= 0 and w.wanted + coalesce((
        select q.used from portcullis.quota_counters q
        where q.tenant_id = w.tenant and q.scope = w.scope and q.scope_id = w.scope_id and q.counter = w.counter
          and q.period = w.period and q.window_start = date_trunc(w.period, moment, 'UTC')), 0) <= w.least_max, false)), true)
    into fits
    from (
      select tenants[limit_calls[n]] as tenant, limit_scopes[n] as scope, limit_scope_ids[n] as scope_id,
        limit_counters[n] as counter, limit_periods[n] as period, sum(limit_amounts[n]) as wanted,
        min(limit_amounts[n]) as least_amount, min(limit_maxima[n]) as least_max
      from generate_series(1, cardinality(limit_calls)) as n
      where verdicts[limit_calls[n]] = 'allow' and known_seqs[limit_calls[n]] is null and tenants[limit_calls[n]] = any (head_tenants)
      group by 1, 2, 3, 4, 5) w;
    if not fits then
      -- Filled, since a list that is begun at its second place would be one place off.
      retries := array_fill(null::timestamptz, array[decided]);
      for item in
        select l.n::integer as n, l.call, l.max, l.amount, l.rule, coalesce(c.used, 0) as used,
          date_trunc(l.period, moment, 'UTC') + ('1 ' || l.period)::interval as ends,
          dense_rank() over (order by tenants[l.call], l.scope, l.scope_id, l.counter, l.period)::integer as counted
        from unnest(limit_calls, limit_scopes, limit_scope_ids, limit_counters, limit_periods, limit_maxima, limit_amounts, limit_rules)
            with ordinality as l (call, scope, scope_id, counter, period, max, amount, rule, n)
          left join lateral (
            select q.used from portcullis.quota_counters q
            where q.tenant_id = tenants[l.call] and q.scope = l.scope and q.scope_id = l.scope_id and q.counter = l.counter
              and q.period = l.period and q.window_start = date_trunc(l.period, moment, 'UTC') offset 0) c on true
        where verdicts[l.call] = 'allow' and known_seqs[l.call] is null and tenants[l.call] = any (head_tenants)
        order by l.call, l.n
      loop
        if item.amount < 0 or item.amount = 'NaN' then
          raise exception 'a call takes less than nothing' using errcode = '22023';
        end if;
        if item.call is distinct from at_hand then
          at_hand := item.call;
          refused := false;
          wanted := '{}';
        end if;
        continue when refused;
        used[item.counted] := coalesce(used[item.counted], item.used);
        if coalesce(used[item.counted] + item.amount > item.max, true) then
          -- What the call took before of other limits is given back.
          for i in 1 .. cardinality(wanted) by 2 loop
            used[wanted[i]] := used[wanted[i]] - limit_amounts[wanted[i + 1]];
          end loop;
          refused := true;
          verdicts[at_hand] := 'refuse';
          rules[at_hand] := item.rule;
          retries[at_hand] := item.ends;
          continue;
        end if;
        used[item.counted] := used[item.counted] + item.amount;
        wanted := wanted || item.counted || item.n;
      end loop;
    end if;
  end if;

  if decided > 0 then
    select array_agg(case when c.place is null then 'busy' else 'done' end), array_agg(c.place), array_agg(c.entry_id),
      array_agg(case when c.place is not null and known_seqs[n] is null then
        concat('{"action":', to_json(methods[n]), ',"actor":"grant:', grants[n],
          '","hashes":{', '"definition":' || to_json(definitions[n])::text, case when definitions[n] || policies[n] is not null then ',' end,
          '"policy":' || to_json(policies[n])::text,
          '},"id":"', c.entry_id, '","keys":', array_to_json(keys[n]::text[]), ',"outcome":"', verdicts[n],
          '","policy":', coalesce(to_json(policies[n])::text, 'null'), ',"reason":' || to_json(rules[n])::text,
          ',"refs":{"decision":"', ids[n], '","grant":"', grants[n], '","server":"', servers[n],
          '"},"request_id":', to_json(request_ids[n]), ',"slice":"main","source":"gate","target":',
          to_json(coalesce('tool:' || tools[n], 'server:' || servers[n])), ',"type":"call.decided"}') end)
    into statuses, places, entry_ids, bodies
    from (
      select n, array_position(head_tenants, tenants[n]) as place, uuidv7() as entry_id
      from generate_series(1, decided) as n offset 0) c;
  end if;

  if settled > 0 then
    -- The entry ahead in the stream of a call that is open is that of its decision.
    select array_agg(case when c.place is null or decided_seqs[n] is null and settled_ids[n] = any (ids)
          and known_seqs[array_position(ids, settled_ids[n])] is null then 'busy'
        when decided_seqs[n] is null then 'settled before' else 'done' end),
      array_agg(c.place), array_agg(c.entry_id), array_agg(c.leaf),
      array_agg(case when c.place is not null and decided_seqs[n] is not null then
        concat('{"action":', to_json(settled_methods[n]), ',"actor":"', case when source = 'worker' then 'system:worker' else 'grant:' || settled_grants[n] end,
          '","id":"', c.entry_id, '","outcome":"', outcomes[n], '","policy":null,"reason":"',
          case when charges[n] then 'charged' else 'refunded' end,
          '","refs":{"decision":"', settled_ids[n], '","grant":"', settled_grants[n], '","server":"', settled_servers[n],
          '"},"request_id":', to_json(settled_requests[n]), ',"slice":"main","source":"', source,
          '","target":"decision:', settled_ids[n], '","type":"call.settled"}') end)
    into settled_statuses, settled_places, settled_entry_ids, stream_leaves, settled_bodies
    from (
      select n, array_position(head_tenants, settled_tenants[n]) as place, uuidv7() as entry_id,
        -- Compared as a row: by no other index can it be found, and none looks as good while the table is small.
        (select e.leaf from (
          select l.tenant_id, l.seq, l.leaf from portcullis.ledger_entries l
          where (l.tenant_id, l.seq) >= (settled_tenants[n], decided_seqs[n]) order by l.tenant_id, l.seq limit 1) e
        where e.tenant_id = settled_tenants[n] and e.seq = decided_seqs[n]) as leaf
      from generate_series(1, settled) as n offset 0) c;
    statuses := statuses || settled_statuses;
    stream_leaves := array_fill(null::bytea, array[decided]) || stream_leaves;
  end if;

  written := portcullis.ledger_write(head_tenants, head_seqs, head_leaves, since,
    places || settled_places, ids || settled_ids,
    array_fill(0::bigint, array[decided]) || array_fill(1::bigint, array[settled]), stream_leaves, null,
    entry_ids || settled_entry_ids, array_fill('call.decided'::text, array[decided]) || array_fill('call.settled'::text, array[settled]),
    array_fill('main'::text, array[decided + settled]), request_ids || settled_requests, null, null, bodies || settled_bodies);
  seqs := written.seqs;

  if decided > 0 then
    insert into portcullis.decisions
      (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool, decision, rule, policy_hash, definition_hash,
       argument_keys, argument_keys_more, redaction_version, request_id, ledger_seq, instance_id, steps)
    select tenants[n], workspaces[n], ids[n], moment, servers[n], grants[n], methods[n], tools[n], verdicts[n], rules[n],
      policies[n], definitions[n], keys[n]::text[], keys_more[n], redaction, request_ids[n], seqs[n], instance, steps[n]::integer[]
    from generate_series(1, decided) as n
    where seqs[n] is not null;
    if limited then
      -- Of what stands as allowed, every limit was taken.
      insert into portcullis.quota_counters as c (tenant_id, scope, scope_id, counter, period, window_start, used)
      select tenants[limit_calls[n]], limit_scopes[n], limit_scope_ids[n], limit_counters[n], limit_periods[n],
        date_trunc(limit_periods[n], moment, 'UTC'), sum(limit_amounts[n])
      from generate_series(1, cardinality(limit_calls)) as n
      where verdicts[limit_calls[n]] = 'allow' and seqs[limit_calls[n]] is not null
      group by 1, 2, 3, 4, 5, 6
      on conflict (tenant_id, scope, scope_id, counter, period, window_start) do update set used = c.used + excluded.used;
      insert into portcullis.quota_reservations (tenant_id, decision_id, ordinal, scope, scope_id, counter, period, window_start, amount)
      select tenants[limit_calls[n]], ids[limit_calls[n]], n, limit_scopes[n], limit_scope_ids[n], limit_counters[n],
        limit_periods[n], date_trunc(limit_periods[n], moment, 'UTC'), limit_amounts[n]
      from generate_series(1, cardinality(limit_calls)) as n
      where verdicts[limit_calls[n]] = 'allow' and seqs[limit_calls[n]] is not null;
    end if;
  end if;

  if settled_bodies is not null then
    update portcullis.decisions d
    set outcome = outcomes[n], upstream_status = upstream_statuses[n], duration_ms = durations[n], settled_at = moment,
      outcome_seq = seqs[decided + n], steps = coalesce(settled_steps[n]::integer[], d.steps)
    from generate_series(1, settled) as n
    where d.tenant_id = any (settled_tenants) and d.id = any (settled_ids)
      and seqs[decided + n] is not null and d.tenant_id = settled_tenants[n] and d.id = settled_ids[n] and d.outcome is null
      -- Written so that no other index than that of the key can serve.
      and (d.decision, d.ledger_seq, d.server_id, d.grant_id, d.method, d.request_id) is not distinct from
        ('allow', decided_seqs[n], settled_servers[n], settled_grants[n], settled_methods[n], settled_requests[n]);
    get diagnostics changed = row_count;
    if changed <> cardinality(array_remove(settled_bodies, null)) then
      raise exception 'a call is not as it was said to be, or is settled twice'
        using errcode = case when careful then '23505' else '40001' end;
    end if;
    if settled_limited or careful then
      update portcullis.quota_reservations r set state = 'charged'
      from generate_series(1, settled) as n
      where r.tenant_id = any (settled_tenants) and r.decision_id = any (settled_ids)
        and seqs[decided + n] is not null and charges[n] and r.tenant_id = settled_tenants[n] and r.decision_id = settled_ids[n]
        and r.state = 'reserved';
      if false = any (charges) then
        for item in
          update portcullis.quota_reservations r set state = 'refunded'
          from generate_series(1, settled) as n
          where r.tenant_id = any (settled_tenants) and r.decision_id = any (settled_ids)
            and seqs[decided + n] is not null and not charges[n] and r.tenant_id = settled_tenants[n] and r.decision_id = settled_ids[n]
            and r.state = 'reserved'
          returning r.tenant_id, r.scope, r.scope_id, r.counter, r.period, r.window_start, r.amount
        loop
          update portcullis.quota_counters q set used = q.used - item.amount
          where q.tenant_id = item.tenant_id and q.scope = item.scope and q.scope_id = item.scope_id and q.counter = item.counter
            and q.period = item.period and q.window_start = item.window_start;
        end loop;
      end if;
    end if;
  end if;

  decisions := verdicts;
  decided_rules := rules;
  if careful and decided > 0 then
    select array_agg(coalesce(c.known_decision, c.verdict)),
      array_agg(case when c.known_seq is null then c.rule else c.known_rule end), array_agg(coalesce(c.known_seq, c.seq))
    into decisions, decided_rules, known_seqs
    from unnest(known_decisions, verdicts, known_rules, rules, known_seqs, seqs[:decided])
      as c (known_decision, verdict, known_rule, rule, known_seq, seq);
    seqs := known_seqs || seqs[decided + 1:];
  end if;
end
$$;

create or replace function portcullis.ledger_append(entries jsonb)
returns table (id uuid, seq bigint, leaf bytea)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  claims constant jsonb := portcullis.claims();
  own_tenant uuid;
  tenants uuid[];
  streams uuid[];
  ids uuid[];
  types text[];
  slices text[];
  request_ids text[];
  actors text[];
  targets text[];
  bodies text[];
  canonical boolean;
  places integer[];
  head_tenants uuid[];
  head_seqs bigint[];
  head_leaves bytea[];
  since timestamptz;
  known_seqs bigint[];
  known_leaves bytea[];
  firsts integer[];
  aheads integer[];
  stream_seqs bigint[];
  stream_leaves bytea[];
  written record;
begin
  if claims is null or jsonb_typeof(entries) <> 'array' then
    raise exception 'the token does not verify' using errcode = '42501';
  end if;
  if claims ->> 'aud' = 'ledger' and session_user not in ('portcullis_gate', 'portcullis_worker') then
    raise exception 'the token is not for this role' using errcode = '42501';
  end if;
  if claims ->> 'aud' = 'db' then
    own_tenant := portcullis.tenant_id();
    if own_tenant is null then
      raise exception 'the token names no tenant' using errcode = '42501';
    end if;
  end if;

  -- Each body is parsed once: "offset 0" keeps what it gives from being worked out anew at every use.
  select coalesce(bool_and(w.canonical), true),
    array_agg(w.tenant order by w.n), array_agg(w.stream order by w.n), array_agg(w.id order by w.n), array_agg(w.type order by w.n),
    array_agg(w.slice order by w.n), array_agg(w.request_id order by w.n), array_agg(w.body order by w.n),
    array_agg(case when w.type not like 'call.%' then w.b ->> 'actor' end order by w.n),
    array_agg(case when w.type not like 'call.%' then w.b ->> 'target' end order by w.n)
  into canonical, tenants, streams, ids, types, slices, request_ids, bodies, actors, targets
  from (
    select c.*, case when c.canonical then (c.b ->> 'id')::uuid end as id,
      c.b ->> 'type' as type, c.b ->> 'slice' as slice, c.b ->> 'request_id' as request_id
    from (
      select p.*, coalesce(
        jsonb_typeof(b -> 'action') = 'string' and jsonb_typeof(b -> 'actor') = 'string' and jsonb_typeof(b -> 'id') = 'string'
        and jsonb_typeof(b -> 'outcome') = 'string' and jsonb_typeof(b -> 'policy') in ('string', 'null')
        and coalesce(jsonb_typeof(b -> 'reason'), 'string') = 'string' and jsonb_typeof(b -> 'request_id') = 'string'
        and jsonb_typeof(b -> 'slice') = 'string' and jsonb_typeof(b -> 'source') = 'string'
        and jsonb_typeof(b -> 'target') = 'string' and jsonb_typeof(b -> 'type') = 'string'
        and b ->> 'id' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        and p.body = concat('{"action":', b -> 'action', ',"actor":', b -> 'actor',
          ',"hashes":' || case when jsonb_typeof(b -> 'hashes') = 'object' then (
            select '{' || coalesce(string_agg(to_json(m.name)::text || ':' || to_json(m.text)::text, ',' order by m.name)
              filter (where octet_length(m.name) = length(m.name)), '') || '}' from jsonb_each_text(b -> 'hashes') as m (name, text)) when b ? 'hashes' then '' end,
          ',"id":', b -> 'id',
          ',"keys":' || case when jsonb_typeof(b -> 'keys') = 'array' then (
            select '[' || coalesce(string_agg(to_json(m.item)::text, ',' order by m.n), '') || ']'
            from jsonb_array_elements_text(b -> 'keys') with ordinality as m (item, n)) when b ? 'keys' then '' end,
          ',"outcome":', b -> 'outcome', ',"policy":', b -> 'policy', ',"reason":' || (b -> 'reason')::text,
          ',"refs":' || case when jsonb_typeof(b -> 'refs') = 'object' then (
            select '{' || coalesce(string_agg(to_json(m.name)::text || ':' || to_json(m.text)::text, ',' order by m.name)
              filter (where octet_length(m.name) = length(m.name)), '') || '}' from jsonb_each_text(b -> 'refs') as m (name, text)) when b ? 'refs' then '' end,
          ',"request_id":', b -> 'request_id', ',"slice":', b -> 'slice', ',"source":', b -> 'source',
          ',"target":', b -> 'target', ',"type":', b -> 'type', '}'), false) as canonical
      from (
        select l.n, coalesce(own_tenant, (l.e ->> 'tenant')::uuid) as tenant, (l.e ->> 'stream')::uuid as stream,
          l.e ->> 'body' as body, (l.e ->> 'body')::jsonb as b
        from jsonb_array_elements(entries) with ordinality as l (e, n) offset 0
      ) p offset 0
    ) c
  ) w;
  if not canonical then
    raise exception 'a ledger entry is not canonical, or holds a field that is not on its list, or lacks one' using errcode = '22023';
  end if;

  select array_agg(h.tenant_id), array_agg(h.seq), array_agg(h.leaf), max(h.at)
  into head_tenants, head_seqs, head_leaves, since
  from (
    select l.tenant_id, l.seq, l.leaf, l.at from portcullis.ledger_heads l
    where l.tenant_id = any (tenants) order by l.tenant_id for update
  ) h;

  -- Where each stands: in the log already, or next in it, and then behind what of its stream. The same
  -- id twice in one batch is one entry.
  select array_agg(a.seq order by a.n), array_agg(a.leaf order by a.n), array_agg(a.first::integer order by a.n),
    array_agg(case when a.fresh then bodies[a.n] end order by a.n), array_agg(a.ahead::integer order by a.n),
    array_agg(case when a.stream is not null then coalesce(s.stream_seq + 1, 0) end order by a.n), array_agg(s.leaf order by a.n),
    array_agg(array_position(head_tenants, a.tenant) order by a.n)
  into known_seqs, known_leaves, firsts, bodies, aheads, stream_seqs, stream_leaves, places
  from (
    select f.*, case when f.fresh and f.stream is not null then lag(f.n) over (partition by f.tenant, f.stream, f.fresh order by f.n) end as ahead
    from (
      select u.tenant, u.stream, u.n, u.first, k.seq, k.leaf, k.seq is null and u.n = u.first as fresh
      from (
        select u.tenant, u.stream, u.id, u.n, min(u.n) over (partition by u.tenant, u.id) as first
        from unnest(tenants, streams, ids) with ordinality as u (tenant, stream, id, n)) u
        left join lateral (
          select e.seq, e.leaf from portcullis.ledger_entries e where e.tenant_id = u.tenant and e.id = u.id offset 0) k on true) f) a
    left join lateral (
      select e.stream_seq, e.leaf from portcullis.ledger_entries e
      where e.tenant_id = a.tenant and e.stream = a.stream order by e.stream_seq desc limit 1) s
      on a.fresh and a.ahead is null;

  if array_position(places, null) is not null then
    raise exception 'no such tenant' using errcode = '42501';
  end if;
  written := portcullis.ledger_write(head_tenants, head_seqs, head_leaves, since,
    places, streams, stream_seqs, stream_leaves, aheads, ids, types, slices, request_ids, actors, targets, bodies);
  return query
    select u.id, coalesce(u.known_seq, u.seq, written.seqs[u.first]), coalesce(u.known_leaf, u.leaf, written.leaves[u.first])
    from unnest(ids, known_seqs, known_leaves, written.seqs, written.leaves, firsts) with ordinality
      as u (id, known_seq, known_leaf, seq, leaf, first, n)
    order by u.n;
end
$$;

alter function portcullis.ledger_write owner to portcullis_definer;
alter function portcullis.gate_commit owner to portcullis_definer;
revoke all on function portcullis.ledger_write from public;
revoke all on function portcullis.gate_commit from public;
grant execute on function portcullis.ledger_write to portcullis_definer;
grant execute on function portcullis.gate_commit to portcullis_gate, portcullis_worker;
