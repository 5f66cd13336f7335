-- A session is held back at once where policy, or its member's role, comes to ask for a second factor that
-- was never proven in it. What is judged by comes with the session, in the one look-up there is. Both
-- functions are otherwise as they were.

set local role portcullis_owner;

-- Whether a browser that its member trusted stood in for a second factor at the sign-in.
alter table portcullis.sessions add column trusted_browser boolean not null default false;

reset role;

drop function portcullis.resolve_session(bytea);
create function portcullis.resolve_session(hash bytea)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[],
  with_factor boolean, trusted_browser boolean, mfa_policy jsonb, sessions_policy jsonb
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, s.token_hash = hash,
    s.user_agent, s.address, s.amr, s.factor is not null or 'mfa' = any (s.amr), s.trusted_browser,
    (select p.document from portcullis.tenant_policies p where p.tenant_id = s.tenant_id and p.section = 'mfa'),
    (select p.document from portcullis.tenant_policies p where p.tenant_id = s.tenant_id and p.section = 'sessions')
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where (s.token_hash = hash or (s.previous_hash = hash and s.previous_until > now()))
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active' and t.status = 'active'
    -- Unique per tenant only, so that no tenant can probe another's; two rows for one hash is no row.
    and (select count(*) from portcullis.sessions o where o.token_hash = hash) <= 1
$$;

drop function portcullis.resolve_client_session(uuid, uuid);
create function portcullis.resolve_client_session(tenant uuid, session uuid)
returns table (
  tenant_id uuid, tenant_slug text, tenant_name text, workspace_ids uuid[], session_id uuid,
  member_id uuid, email text, name text, role text, minted_at timestamptz, seen_at timestamptz,
  expires_at timestamptz, current_token boolean, user_agent text, address text, amr text[],
  with_factor boolean, trusted_browser boolean, mfa_policy jsonb, sessions_policy jsonb
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, t.slug, t.name,
    (select coalesce(array_agg(w.id order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = s.tenant_id),
    s.id, m.id, m.email, m.name, m.role, s.minted_at, s.seen_at, s.expires_at, true,
    s.user_agent, s.address, s.amr, s.factor is not null or 'mfa' = any (s.amr), s.trusted_browser,
    (select p.document from portcullis.tenant_policies p where p.tenant_id = s.tenant_id and p.section = 'mfa'),
    (select p.document from portcullis.tenant_policies p where p.tenant_id = s.tenant_id and p.section = 'sessions')
  from portcullis.sessions s
  join portcullis.members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join portcullis.tenants t on t.tenant_id = s.tenant_id
  where s.tenant_id = tenant and s.id = session and s.kind = 'client'
    and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
    and m.status = 'active' and t.status = 'active'
$$;

alter function portcullis.resolve_session(bytea) owner to portcullis_definer;
alter function portcullis.resolve_client_session(uuid, uuid) owner to portcullis_definer;
revoke all on function portcullis.resolve_session(bytea), portcullis.resolve_client_session(uuid, uuid) from public;
grant execute on function portcullis.resolve_session(bytea), portcullis.resolve_client_session(uuid, uuid) to portcullis_web;
