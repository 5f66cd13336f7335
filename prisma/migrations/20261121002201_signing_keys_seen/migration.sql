-- Who takes a key in says which keys they saw: not the one that signs alone, or two who both find the
-- next one missing would make it, and then move on from it.
drop function portcullis.rotate_signing_keys(text, text, jsonb, bytea);
create function portcullis.rotate_signing_keys(seen_current text, seen_next text, new_kid text, new_public jsonb, new_sealed bytea)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
declare
  signs text;
  follows text;
begin
  lock table portcullis.signing_keys in share row exclusive mode;
  select k.kid into signs from portcullis.signing_keys k where k.state = 'current';
  select k.kid into follows from portcullis.signing_keys k where k.state = 'next';
  if signs is distinct from seen_current or follows is distinct from seen_next then
    return false;
  end if;
  if signs is not null and follows is not null then
    delete from portcullis.signing_keys k where k.state = 'previous';
    update portcullis.signing_keys k set state = 'previous', since = now() where k.state = 'current';
    update portcullis.signing_keys k set state = 'current', since = now() where k.state = 'next';
  end if;
  insert into portcullis.signing_keys (kid, state, public_key, sealed)
  values (new_kid, case when signs is null then 'current' else 'next' end, new_public, new_sealed);
  return true;
end;
$$;
alter function portcullis.rotate_signing_keys(text, text, text, jsonb, bytea) owner to portcullis_definer;
revoke all on function portcullis.rotate_signing_keys(text, text, text, jsonb, bytea) from public;
grant execute on function portcullis.rotate_signing_keys(text, text, text, jsonb, bytea) to portcullis_worker;
