-- Servers that are commands on the gate's machine, beside those at an address.

set local role portcullis_owner;

alter table portcullis.servers
  add column kind text not null default 'http' check (kind in ('http', 'stdio')),
  alter column url drop not null,
  add column command text check (length(command) between 1 and 1000),
  add column args text[] not null default '{}' check (cardinality(args) <= 100),
  -- Configuration that is no secret, by name.
  add column env jsonb not null default '{}' check (jsonb_typeof(env) = 'object'),
  add constraint servers_reached_one_way check (
    case kind
      when 'http' then url is not null and command is null and args = '{}' and env = '{}'
      else url is null and command is not null
    end);

-- A credential goes in a header, or in a variable of a command's environment.
alter table portcullis.server_credentials
  alter column header drop not null,
  add column variable text check (variable ~ '^[A-Za-z_][A-Za-z0-9_]{0,127}$'),
  add constraint server_credentials_placed_once check (num_nonnulls(header, variable) = 1);

reset role;
