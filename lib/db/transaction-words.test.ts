import { expect, it } from "vitest";
import { findTransactionStatement } from "./transaction-words";

it.each([
  ["begin;", "begin"],
  ["create table a (id int);\nCOMMIT;", "commit"],
  ["create table a (id int); -- done\n  rollback to before;", "rollback to"],
  ["/* first */ start  transaction;", "start transaction"],
  ["select ';'; end", "end"],
  ["select $$;$$; abort;", "abort"],
  ["select e'\\'; commit; --'; commit", "commit"],
  ["do $a$ begin null; end $a$; begin work", "begin work"],
  ["prepare transaction 'x'", "prepare transaction"],
  ["create function f() returns int begin atomic select 1; end; commit", "commit"],
])("a statement that ends the transaction is found: %s", (sql, found) => {
  expect(findTransactionStatement(sql)).toBe(found);
});

it.each([
  "",
  'create table commits (rollback int, "commit" int);',
  "comment on table a is 'x; commit; y';",
  "-- commit;\n/* begin;\n commit; */ select 1;",
  "do $$ begin perform 1; commit; end $$;",
  "create function f() returns int language plpgsql as $body$ begin; return $$;commit;$$; end $body$;",
  "create function f() returns int begin atomic select 1; select 2; end; select 3",
  "select 'it''s'; select e'\\';commit;';",
  "prepare later as select 1",
])("one that does not is not: %s", (sql) => {
  expect(findTransactionStatement(sql)).toBeNull();
});
