/** What a statement begins with that begins or ends a transaction. */
const WORDS = /^(?:begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction)\b/i;
const OPENS_BODY = /\bbegin\s+atomic\b/i;

/** Comments, quoted texts and names, and dollar-quoted bodies: nothing in them is a statement. */
const QUOTED =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$)[\s\S]*?\1/g;

/**
 * The first statement of a migration that would end the transaction it runs in, or null. A migration
 * that commits half-way could no longer be undone as a whole. Blocks and function bodies in quotes may
 * hold what they like: PostgreSQL itself refuses to end a transaction from them.
 */
export function findTransactionStatement(sql: string): string | null {
  const bare = sql.replace(QUOTED, (quoted) => (/^(?:--|\/\*)/.test(quoted) ? " " : "''"));
  let inBody = false;
  for (const statement of bare.split(";").map((text) => text.trim())) {
    if (inBody) inBody = !/^end\b/i.test(statement);
    else if (WORDS.test(statement)) return statement.split(/\s+/, 2).join(" ").toLowerCase();
    else inBody = OPENS_BODY.test(statement);
  }
  return null;
}
