-- What a SAML provider must have signed of its answers: both the response and the assertion, or the one
-- that it can sign. Nothing is less than one signature over who the person is.

set local role portcullis_owner;

alter table portcullis.connections add column signatures text not null default 'both'
  check (signatures in ('both', 'assertion', 'response'));

-- Why a test was refused, in the words of what was found: what the trace of a sign-in has as its facts.
alter table portcullis.connection_tests add column found text check (length(found) between 1 and 300);

reset role;
