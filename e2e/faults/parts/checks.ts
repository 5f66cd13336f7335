/*
 * What must hold after every fault, each as a question to the database whose every row is a
 * complaint. `sent`, `arrived` and `asked` hold what the test remembers; `entry` is the ledger with
 * its bodies read, `decided` the decision log, both of the one tenant.
 */

/** Temporary tables out of what the test remembers ($1 calls, $2 arrivals, $3 changes, $4 tenant). */
export const MEMORY_TABLES: readonly (readonly [sql: string, parameter: number])[] = [
  [
    `create temp table sent on commit drop as select * from jsonb_to_recordset($1::jsonb)
       as s ("requestId" text, door text, tool text, id uuid, answer text, rule text)`,
    1,
  ],
  [
    `create temp table arrived on commit drop as
       select *, to_timestamp(at / 1000.0) as moment from jsonb_to_recordset($1::jsonb)
       as a (id uuid, "requestId" text, at numeric, proof text, "turnedAway" boolean)`,
    2,
  ],
  [
    `create temp table asked on commit drop as select * from jsonb_to_recordset($1::jsonb)
       as c (name text, id uuid, revoked boolean)`,
    3,
  ],
  [
    `create temp table decided on commit drop as
       select * from portcullis.decisions where tenant_id = $1::uuid`,
    4,
  ],
  [
    `create temp table entry on commit drop as
       select seq, type, stream, stream_seq, request_id,
         convert_from(bytes, 'UTF8')::jsonb -> 'body' as body
       from portcullis.ledger_entries where tenant_id = $1::uuid`,
    4,
  ],
];

const CALLS: Readonly<Record<string, string>> = {
  "an acknowledged call has no decision, or another one": `
    select s."requestId" from sent s left join decided d on d.request_id = s."requestId"
    where s.answer in ('passed', 'failed', 'refused') and (d.id is null or d.tool <> s.tool
      or d.decision <> case s.answer when 'refused' then 'refuse' else 'allow' end
      or s.answer = 'refused' and d.rule is distinct from s.rule
      or s.answer = 'passed' and d.outcome not in ('answered', 'unknown')
      or s.answer = 'failed' and d.outcome not in ('tool_error', 'unknown'))`,
  "a call was decided twice": `
    select request_id from decided group by request_id having count(*) > 1`,
  "a decision is not what its ledger entry says": `
    select d.id from decided d left join entry e on e.seq = d.ledger_seq
    where e.seq is null or e.type <> 'call.decided' or e.stream <> d.id or e.stream_seq <> 0
      or e.request_id <> d.request_id or e.body ->> 'outcome' <> d.decision
      or e.body ->> 'reason' is distinct from d.rule`,
  "a call is still open": `
    select id from decided where decision = 'allow' and outcome is null`,
  "an outcome is not what its ledger entry says": `
    select d.id from decided d left join entry e on e.seq = d.outcome_seq
    where d.outcome is not null and (e.seq is null or e.type <> 'call.settled' or e.stream <> d.id
      or e.stream_seq <> 1 or e.body ->> 'outcome' <> d.outcome)
    or d.decision = 'refuse' and d.outcome is not null`,
  "a ledger entry of a call stands for no decision": `
    select seq from entry where type = 'call.decided' and seq not in (
      select ledger_seq from decided)
    union all
    select seq from entry where type = 'call.settled' and seq not in (
      select outcome_seq from decided where outcome_seq is not null)`,
};

const QUOTAS: Readonly<Record<string, string>> = {
  "a counter is not the sum of what is reserved": `
    select coalesce(c.counter, r.counter)
      || ': ' || coalesce(c.used, 0) || ' used, ' || coalesce(r.amount, 0) || ' reserved'
    from portcullis.quota_counters c
    full join (
      select tenant_id, scope, scope_id, counter, period, window_start, sum(amount) as amount
      from portcullis.quota_reservations where state <> 'refunded' group by 1, 2, 3, 4, 5, 6
    ) r using (tenant_id, scope, scope_id, counter, period, window_start)
    where coalesce(c.used, 0) <> coalesce(r.amount, 0)`,
  "a quota was over-run": `
    select c.counter || ': ' || c.used from portcullis.quota_counters c
    where c.used > case c.counter when 'echo' then 30 when 'spent' then 500 when 'acts' then 2000 end`,
  "more echoes passed in a minute than the rule allows": `
    select d.grant_id || ' at ' || date_trunc('minute', d.at) || ': ' || count(*)
    from decided d join sent s on s."requestId" = d.request_id
    where s.door = 'governed' and s.answer = 'passed'
    group by d.grant_id, date_trunc('minute', d.at) having count(*) > 30`,
  "a call under a limit took nothing from it": `
    select d.id from decided d join sent s on s."requestId" = d.request_id
    left join portcullis.quota_reservations r on r.tenant_id = d.tenant_id and r.decision_id = d.id
    where d.decision = 'allow' and s.door <> 'open' and r.decision_id is null`,
  "a reservation does not follow from its call's outcome": `
    select d.id || ': ' || coalesce(d.outcome, 'open') || ', ' || r.state
    from portcullis.quota_reservations r join decided d on d.id = r.decision_id
    where r.state = 'reserved' and d.outcome is not null
      or r.state = 'charged' and d.outcome = 'not_sent'
      or r.state = 'refunded' and d.outcome in ('answered', 'tool_error', 'unknown', 'timeout', 'cancelled')
      or d.decision <> 'allow'`,
};

const EFFECTS: Readonly<Record<string, string>> = {
  "a call arrived upstream without a durable permission": `
    select a.id || ': ' || a.proof || ', ' || coalesce(d.decision, 'no decision')
    from arrived a left join decided d on d.request_id = a."requestId"
    where d.decision is distinct from 'allow' or a.proof = 'missing' or d.at > a.moment
      or d.outcome = 'not_sent'`,
  "a call arrived upstream twice": `
    select id from arrived group by id having count(*) > 1`,
  "a call passed that never arrived": `
    select s.id from sent s where s.door = 'fixture' and s.answer in ('passed', 'failed')
      and not exists (select from arrived a where a.id = s.id and a."requestId" = s."requestId")`,
  "a call that was taken on upstream was given back": `
    select a.id from arrived a join decided d on d.request_id = a."requestId"
    join portcullis.quota_reservations r on r.tenant_id = d.tenant_id and r.decision_id = d.id
    where not a."turnedAway" and r.state = 'refunded'`,
};

const CHANGES: Readonly<Record<string, string>> = {
  "an acknowledged grant is missing, or was made twice": `
    select k.name from asked k
    where (select array_agg(g.id) from portcullis.grants g where g.name = k.name)
      is distinct from array[k.id]`,
  "an acknowledged revocation is missing": `
    select k.name from asked k join portcullis.grants g using (id)
    where k.revoked and g.revoked_at is null`,
  "a grant and its ledger entries differ": `
    select coalesce(g.name, l.grant_id)
    from (select * from portcullis.grants where tenant_id = $1) g
    full join (
      select body -> 'refs' ->> 'grant' as grant_id,
        count(*) filter (where type = 'grant.created') as created,
        count(*) filter (where type = 'grant.revoked') as revoked
      from entry where type in ('grant.created', 'grant.revoked') group by 1
    ) l on l.grant_id = g.id::text
    where g.id is null or l.created is distinct from 1
      or l.revoked <> case when g.revoked_at is null then 0 else 1 end`,
};

export const CHECKS = { ...CALLS, ...QUOTAS, ...EFFECTS, ...CHANGES };
