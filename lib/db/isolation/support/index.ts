/** What the isolation suites share: the catalogue, rows built from it, tokens, attempts. */
export { type Attempt, attempting, type Outcome, openAs } from "./attempt";
export { type Rights, rightsOf, type TenantTable, tenantTables } from "./catalogue";
export { rolledBack } from "./rolled-back";
export { freshRow, insertSql, type Row, type Seed, seed } from "./seed";
export { claimsOf, headerOf, signingKey, signToken, tokenFor, worthlessTokens } from "./tokens";
