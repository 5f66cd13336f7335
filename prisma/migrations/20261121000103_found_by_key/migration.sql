-- Plans of these functions are made once a connection, by tables that may be small then and grow. A
-- small table looks cheaper to read as a whole than to search, and the plan would stay when it is
-- small no more. So each search is written in the only way it can be planned: by its key.

-- As before; the heads that move are searched for by name, however many others there are.
create or replace function portcullis.ledger_write(
  head_tenants uuid[], head_seqs bigint[], head_leaves bytea[], head_times timestamptz[],
  tenants uuid[], streams uuid[], stream_seqs bigint[], stream_leaves bytea[], aheads integer[],
  ids uuid[], types text[], slices text[], request_ids text[], bodies text[],
  out seqs bigint[], out leaves bytea[])
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- The writer's clock, never before the entry ahead: one time for all that is written at once.
  moment constant timestamptz := greatest(clock_timestamp(), (select max(t) from unnest(head_times) as t));
  opening constant text := '{"at":"' || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","body":';
  place integer;
  -- Filled, since a list that is begun at its second place would be one place off.
  entries bytea[] := array_fill(null::bytea, array[coalesce(cardinality(bodies), 0)]);
  stream_part text;
begin
  leaves := entries;
  seqs := array_fill(null::bigint, array[coalesce(cardinality(bodies), 0)]);
  for n in 1 .. coalesce(cardinality(bodies), 0) loop
    continue when bodies[n] is null;
    place := array_position(head_tenants, tenants[n]);
    if place is null then
      raise exception 'no such tenant' using errcode = '42501';
    end if;
    if streams[n] is null then
      stream_seqs[n] := null;
      stream_part := ',"stream":null,"stream_prev":null,"stream_seq":null,"tenant":"';
    else
      if aheads[n] is not null then
        stream_seqs[n] := stream_seqs[aheads[n]] + 1;
        stream_leaves[n] := leaves[aheads[n]];
      end if;
      stream_part := concat(',"stream":"', streams[n], '","stream_prev":',
        coalesce('"' || encode(stream_leaves[n], 'hex') || '"', 'null'), ',"stream_seq":', stream_seqs[n], ',"tenant":"');
    end if;
    seqs[n] := head_seqs[place] + 1;
    entries[n] := convert_to(concat(opening, bodies[n], ',"prev":',
      coalesce('"' || encode(head_leaves[place], 'hex') || '"', 'null'), ',"seq":', seqs[n], stream_part, tenants[n], '","v":1}'), 'UTF8');
    leaves[n] := sha256('\x00'::bytea || entries[n]);
    head_seqs[place] := seqs[n];
    head_leaves[place] := leaves[n];
    head_times[place] := moment;
  end loop;

  with moved as (
    update portcullis.ledger_heads h set seq = l.seq, leaf = l.leaf, at = l.at
    from unnest(head_tenants, head_seqs, head_leaves, head_times) as l (tenant_id, seq, leaf, at)
    where h.tenant_id = any (head_tenants) and h.tenant_id = l.tenant_id and h.seq < l.seq)
  insert into portcullis.ledger_entries
    (tenant_id, seq, id, at, type, slice, request_id, stream, stream_seq, leaf, bytes)
  select e.tenant_id, e.seq, e.id, moment, e.type, e.slice, e.request_id, e.stream, e.stream_seq, e.leaf, e.bytes
  from unnest(tenants, seqs, ids, types, slices, request_ids, streams, stream_seqs, leaves, entries)
    as e (tenant_id, seq, id, type, slice, request_id, stream, stream_seq, leaf, bytes)
  where e.seq is not null;
end
$$;

-- As before; "offset 0" keeps a look-up from being joined the other way round, and the lists of keys
-- bound what an update reads, whichever side of its join comes first.
create or replace function portcullis.gate_commit(
  token text, instance uuid, redaction integer,
  tenants uuid[], ids uuid[], workspaces uuid[], servers uuid[], grants uuid[], methods text[], tools text[],
  verdicts text[], rules text[], policies text[], definitions text[], keys text[], keys_more integer[],
  request_ids text[], steps text[],
  limit_calls integer[], limit_scopes text[], limit_scope_ids uuid[], limit_counters text[], limit_periods text[],
  limit_maxima numeric[], limit_amounts numeric[], limit_rules text[],
  settled_tenants uuid[], settled_ids uuid[], outcomes text[], statuses integer[], durations integer[],
  charges boolean[], settled_steps text[])
returns table (n integer, status text, decision text, rule text, seq bigint, retry_at timestamptz)
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
  by_worker constant boolean := session_user = 'portcullis_worker';
  -- The heads that are held.
  head_tenants uuid[];
  head_seqs bigint[];
  head_leaves bytea[];
  head_times timestamptz[];
  next_seqs bigint[];
  -- One for each task: what it becomes in the ledger, with gaps where it becomes nothing.
  entry_ids uuid[] := array_fill(null::uuid, array[decided + settled]);
  entry_requests text[] := request_ids || array_fill(null::text, array[settled]);
  bodies text[] := array_fill(null::text, array[decided + settled]);
  seqs bigint[] := array_fill(null::bigint, array[decided + settled]);
  stream_seqs bigint[] := array_fill(0::bigint, array[decided + settled]);
  stream_leaves bytea[];
  aheads integer[];
  retries timestamptz[];
  -- Limits: which were taken, what is used of each window, and of the call at hand its place, whether
  -- it was refused, and what it will take if it is not.
  limited constant boolean := cardinality(limit_calls) > 0;
  taken boolean[];
  used numeric[];
  at_hand integer;
  refused boolean;
  wanted integer[];
  wanted_windows integer[];
  ahead integer;
  settling integer := 0;
  reserved boolean := false;
  changed integer;
  item record;
  written record;
begin
  perform set_config('request.jwt', token, true);
  if (portcullis.claims() ->> 'aud') is distinct from 'ledger' or session_user not in ('portcullis_gate', 'portcullis_worker') then
    raise exception 'the token does not verify' using errcode = '42501';
  end if;

  if not (verdicts <@ array['allow', 'refuse'] and outcomes <@ array[
      'answered', 'tool_error', 'upstream_error', 'timeout', 'cancelled', 'not_sent', 'unknown']) then
    raise exception 'no such verdict or outcome' using errcode = '22023';
  end if;

  select array_agg(h.tenant_id), array_agg(h.seq), array_agg(h.leaf), array_agg(h.at)
  into head_tenants, head_seqs, head_leaves, head_times
  from (
    select l.tenant_id, l.seq, l.leaf, l.at from portcullis.ledger_heads l
    where l.tenant_id = any (tenants || settled_tenants) order by l.tenant_id for update skip locked
  ) h;
  next_seqs := head_seqs;

  -- Every limit of a call or none, call by call in the order they came. Nobody else counts for these
  -- tenants meanwhile: their heads are held.
  if limited then
    taken := array_fill(false, array[cardinality(limit_calls)]);
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
      where verdicts[l.call] = 'allow' and tenants[l.call] = any (head_tenants)
        and (select true from portcullis.decisions d where d.tenant_id = tenants[l.call] and d.id = ids[l.call] limit 1) is null
      order by l.call, l.n
    loop
      if item.amount < 0 or item.amount = 'NaN' then
        raise exception 'a call takes less than nothing' using errcode = '22023';
      end if;
      if item.call is distinct from at_hand then
        at_hand := item.call;
        refused := false;
        wanted := '{}';
        wanted_windows := '{}';
      end if;
      continue when refused;
      used[item.counted] := coalesce(used[item.counted], item.used);
      if coalesce(used[item.counted] + item.amount > item.max, true) then
        refused := true;
        verdicts[at_hand] := 'refuse';
        rules[at_hand] := item.rule;
        retries[at_hand] := item.ends;
        continue;
      end if;
      wanted := wanted || item.n;
      wanted_windows := wanted_windows || item.counted;
      continue when limit_calls[item.n + 1] = at_hand;
      for i in 1 .. cardinality(wanted) loop
        used[wanted_windows[i]] := used[wanted_windows[i]] + limit_amounts[wanted[i]];
        taken[wanted[i]] := true;
      end loop;
    end loop;

    insert into portcullis.quota_counters as c (tenant_id, scope, scope_id, counter, period, window_start, used)
    select tenants[l.call], l.scope, l.scope_id, l.counter, l.period, date_trunc(l.period, moment, 'UTC'), sum(l.amount)
    from unnest(limit_calls, limit_scopes, limit_scope_ids, limit_counters, limit_periods, limit_amounts, taken)
      as l (call, scope, scope_id, counter, period, amount, taken)
    where l.taken
    group by 1, 2, 3, 4, 5, 6
    on conflict (tenant_id, scope, scope_id, counter, period, window_start) do update set used = c.used + excluded.used;
  end if;

  for item in
    select c.n::integer as n, array_position(head_tenants, c.tenant) as place, uuidv7() as entry_id,
      d.ledger_seq, d.decision, d.rule, d.outcome, d.grant_id, d.server_id, d.method, d.request_id, d.stream_seq, d.leaf, d.reserved
    from unnest(tenants || settled_tenants, ids || settled_ids) with ordinality as c (tenant, id, n)
      left join lateral (
        select k.ledger_seq, k.decision, k.rule, k.outcome, k.grant_id, k.server_id, k.method, k.request_id, s.stream_seq, s.leaf,
          exists (select from portcullis.quota_reservations r where r.tenant_id = k.tenant_id and r.decision_id = k.id) as reserved
        from portcullis.decisions k
          left join lateral (
            select e.stream_seq, e.leaf from portcullis.ledger_entries e
            where e.tenant_id = k.tenant_id and e.stream = k.id order by e.stream_seq desc limit 1) s on true
        where k.tenant_id = c.tenant and k.id = c.id offset 0) d on true
    order by c.n
  loop
    n := item.n; status := 'done'; decision := null; rule := null; seq := null; retry_at := null;
    if item.place is null then
      status := 'busy';
    elsif n <= decided and item.ledger_seq is not null then
      decision := item.decision; rule := item.rule; seq := item.ledger_seq;
    elsif n <= decided then
      seq := next_seqs[item.place] + 1;
      next_seqs[item.place] := seq;
      seqs[n] := seq;
      decision := verdicts[n]; rule := rules[n]; retry_at := retries[n];
      entry_ids[n] := item.entry_id;
      bodies[n] := concat('{"action":', to_json(methods[n]), ',"actor":"grant:', grants[n],
        '","hashes":{', '"definition":' || to_json(definitions[n])::text, case when definitions[n] || policies[n] is not null then ',' end,
        '"policy":' || to_json(policies[n])::text,
        '},"id":"', item.entry_id, '","keys":', array_to_json(keys[n]::text[]), ',"outcome":"', decision,
        '","policy":', coalesce(to_json(policies[n])::text, 'null'), ',"reason":' || to_json(rule)::text,
        ',"refs":{"decision":"', ids[n], '","grant":"', grants[n], '","server":"', servers[n],
        '"},"request_id":', to_json(request_ids[n]), ',"slice":"main","source":"gate","target":',
        to_json(coalesce('tool:' || tools[n], 'server:' || servers[n])), ',"type":"call.decided"}');
    else
      -- A call that is decided in this very batch is not to be seen yet.
      ahead := case when item.decision is null then array_position(ids, settled_ids[n - decided]) end;
      if ahead is not null and seqs[ahead] is not null and verdicts[ahead] = 'allow' and tenants[ahead] = settled_tenants[n - decided] then
        item.decision := 'allow'; item.grant_id := grants[ahead]; item.server_id := servers[ahead];
        item.method := methods[ahead]; item.request_id := request_ids[ahead]; item.reserved := limited;
        aheads[n] := ahead;
      end if;
    end if;
    if n > decided and item.place is not null and item.decision = 'allow' and item.outcome is null then
      seq := next_seqs[item.place] + 1;
      next_seqs[item.place] := seq;
      seqs[n] := seq;
      settling := settling + 1;
      reserved := reserved or item.reserved;
      entry_ids[n] := item.entry_id;
      entry_requests[n] := item.request_id;
      stream_seqs[n] := item.stream_seq + 1;
      stream_leaves[n] := item.leaf;
      bodies[n] := concat('{"action":', to_json(item.method), ',"actor":"', case when by_worker then 'system:worker' else 'grant:' || item.grant_id end,
        '","id":"', item.entry_id, '","outcome":', to_json(outcomes[n - decided]), ',"policy":null,"reason":"',
        case when charges[n - decided] then 'charged' else 'refunded' end,
        '","refs":{"decision":"', settled_ids[n - decided], '","grant":"', item.grant_id, '","server":"', item.server_id,
        '"},"request_id":', to_json(item.request_id), ',"slice":"main","source":"', case when by_worker then 'worker' else 'gate' end,
        '","target":"decision:', settled_ids[n - decided], '","type":"call.settled"}');
    elsif n > decided and item.place is not null then
      status := 'settled before';
    end if;
    return next;
  end loop;

  if decided > 0 then
    insert into portcullis.decisions
      (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool, decision, rule, policy_hash, definition_hash,
       argument_keys, argument_keys_more, redaction_version, request_id, ledger_seq, instance_id, steps)
    select c.tenant, c.workspace, c.id, moment, c.server, c."grant", c.method, c.tool, c.verdict, c.rule, c.policy, c.definition,
      c.keys::text[], c.keys_more, redaction, c.request_id, c.seq, instance, c.steps::integer[]
    from unnest(tenants, workspaces, ids, servers, grants, methods, tools, verdicts, rules, policies, definitions, keys,
        keys_more, request_ids, seqs[:decided], steps)
      as c (tenant, workspace, id, server, "grant", method, tool, verdict, rule, policy, definition, keys,
        keys_more, request_id, seq, steps)
    where c.seq is not null;
    if limited then
      insert into portcullis.quota_reservations (tenant_id, decision_id, ordinal, scope, scope_id, counter, period, window_start, amount)
      select tenants[l.call], ids[l.call], row_number() over (partition by l.call order by l.n), l.scope, l.scope_id, l.counter,
        l.period, date_trunc(l.period, moment, 'UTC'), l.amount
      from unnest(limit_calls, limit_scopes, limit_scope_ids, limit_counters, limit_periods, limit_amounts, taken) with ordinality
        as l (call, scope, scope_id, counter, period, amount, taken, n)
      where l.taken;
    end if;
  end if;

  if settling > 0 then
    update portcullis.decisions d
    set outcome = c.outcome, upstream_status = c.status, duration_ms = c.duration, settled_at = moment,
      outcome_seq = c.seq, steps = coalesce(c.steps::integer[], d.steps)
    from unnest(settled_tenants, settled_ids, outcomes, statuses, durations, seqs[decided + 1:], settled_steps)
      as c (tenant, id, outcome, status, duration, seq, steps)
    where d.tenant_id = any (settled_tenants) and d.id = any (settled_ids)
      and c.seq is not null and d.tenant_id = c.tenant and d.id = c.id and d.outcome is null;
    get diagnostics changed = row_count;
    if changed <> settling then
      raise exception 'a call is settled twice in one batch' using errcode = '23505';
    end if;
    if reserved then
      update portcullis.quota_reservations r set state = 'charged'
      from unnest(settled_tenants, settled_ids, charges, seqs[decided + 1:]) as c (tenant, id, charge, seq)
      where r.tenant_id = any (settled_tenants) and r.decision_id = any (settled_ids)
        and c.seq is not null and c.charge and r.tenant_id = c.tenant and r.decision_id = c.id and r.state = 'reserved';
      if false = any (charges) then
        for item in
          update portcullis.quota_reservations r set state = 'refunded'
          from unnest(settled_tenants, settled_ids, charges, seqs[decided + 1:]) as c (tenant, id, charge, seq)
          where r.tenant_id = any (settled_tenants) and r.decision_id = any (settled_ids)
            and c.seq is not null and not c.charge and r.tenant_id = c.tenant and r.decision_id = c.id and r.state = 'reserved'
          returning r.tenant_id, r.scope, r.scope_id, r.counter, r.period, r.window_start, r.amount
        loop
          update portcullis.quota_counters q set used = q.used - item.amount
          where q.tenant_id = item.tenant_id and q.scope = item.scope and q.scope_id = item.scope_id and q.counter = item.counter
            and q.period = item.period and q.window_start = item.window_start;
        end loop;
      end if;
    end if;
  end if;

  if next_seqs is distinct from head_seqs then
    written := portcullis.ledger_write(head_tenants, head_seqs, head_leaves, head_times,
      tenants || settled_tenants, ids || settled_ids, stream_seqs, stream_leaves, aheads,
      entry_ids, array_fill('call.decided'::text, array[decided]) || array_fill('call.settled'::text, array[settled]),
      array_fill('main'::text, array[decided + settled]), entry_requests, bodies);
    if array_remove(written.seqs, null) <> array_remove(seqs, null) then
      raise exception 'the ledger did not take the entries of the batch as they were numbered' using errcode = '23505';
    end if;
  end if;
end
$$;

-- As before, in the same way.
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
  bodies text[];
  canonical boolean;
  head_tenants uuid[];
  head_seqs bigint[];
  head_leaves bytea[];
  head_times timestamptz[];
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
    array_agg(w.slice order by w.n), array_agg(w.request_id order by w.n), array_agg(w.body order by w.n)
  into canonical, tenants, streams, ids, types, slices, request_ids, bodies
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

  select array_agg(h.tenant_id), array_agg(h.seq), array_agg(h.leaf), array_agg(h.at)
  into head_tenants, head_seqs, head_leaves, head_times
  from (
    select l.tenant_id, l.seq, l.leaf, l.at from portcullis.ledger_heads l
    where l.tenant_id = any (tenants) order by l.tenant_id for update
  ) h;

  -- Where each stands: in the log already, or next in it, and then behind what of its stream. The same
  -- id twice in one batch is one entry.
  select array_agg(a.seq order by a.n), array_agg(a.leaf order by a.n), array_agg(a.first::integer order by a.n),
    array_agg(case when a.fresh then bodies[a.n] end order by a.n), array_agg(a.ahead::integer order by a.n),
    array_agg(coalesce(s.stream_seq + 1, 0) order by a.n), array_agg(s.leaf order by a.n)
  into known_seqs, known_leaves, firsts, bodies, aheads, stream_seqs, stream_leaves
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

  written := portcullis.ledger_write(head_tenants, head_seqs, head_leaves, head_times,
    tenants, streams, stream_seqs, stream_leaves, aheads, ids, types, slices, request_ids, bodies);
  return query
    select u.id, coalesce(u.known_seq, u.seq, written.seqs[u.first]), coalesce(u.known_leaf, u.leaf, written.leaves[u.first])
    from unnest(ids, known_seqs, known_leaves, written.seqs, written.leaves, firsts) with ordinality
      as u (id, known_seq, known_leaf, seq, leaf, first, n)
    order by u.n;
end
$$;
