-- Connections are shared, and prepared statements outlive a transaction. Whoever could send SQL under
-- one tenant's token, and knew the name of a statement that runs under every token, could put one of its
-- own in that place and be handed the next tenant's token. The names begin with what each process rolls
-- (lib/db/open.ts), and a role cannot list them. The same for cursors that are held open.
revoke execute on function pg_catalog.pg_prepared_statement(), pg_catalog.pg_cursor() from public;
