-- An organisation and its workspaces can be given another name. Their addresses and ids stay: links,
-- tokens and the ledger are built on those.
set local role portcullis_owner;
grant update (name) on portcullis.tenants, portcullis.workspaces to portcullis_web;
reset role;
