-- Protocol sessions are bounded for each grant: beyond the bound the one that was used longest ago
-- ends. So a session's use is noted, coarsely, and the live ones of a grant are found by an index.

set local role portcullis_owner;

alter table portcullis.mcp_sessions add column used_at timestamptz not null default now();
create index mcp_sessions_live on portcullis.mcp_sessions (tenant_id, grant_id, used_at)
  where ended_at is null;
grant update (used_at) on portcullis.mcp_sessions to portcullis_gate;

reset role;
