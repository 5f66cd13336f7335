-- Where as many sign-ins of clients wait as may, one of the busiest network gives way to the new one.

set local role portcullis_owner;

grant delete on portcullis.device_codes to portcullis_web;
create index device_codes_waiting on portcullis.device_codes (tenant_id, expires_at) where state = 'waiting';

reset role;
