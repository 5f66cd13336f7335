/**
 * Database: the only door to Postgres. Every unit of work runs in a transaction in which the
 * database itself has verified the caller's token; nothing outside this room opens a connection.
 */
export { DEFINER_FUNCTIONS, RUNTIME_ROLES, SHARED_TABLES } from "./allow-list";
export { checkBoot, databaseVersion } from "./check-boot";
export { type CatalogueFault, catalogueChecks, checkCatalogue } from "./check-catalogue";
export { databaseProblem, sqlState } from "./database-problem";
export { type DumpedRow, dumpTenant } from "./dump-tenant";
export { Prisma } from "./generated/client";
export { inOrder, type OrderBy, valuesFirst } from "./in-order";
export { inTime } from "./in-time";
export { findingOnly, type JacksonStore, openJacksonStore } from "./jackson-store";
export { joinTransaction } from "./join-transaction";
export { lastUseNotes, type Used } from "./last-use-notes";
export { installDatabaseKeys, type MigrateOptions, migrate } from "./migrate";
export { type Database, type OpenOptions, openDatabase } from "./open";
export {
  type ApiKeyRow,
  type DirectoryRow,
  type DomainRow,
  type GrantRow,
  type RefreshTokenPlace,
  resolveApiKey,
  resolveClientSession,
  resolveDeviceCode,
  resolveDirectory,
  resolveDomain,
  resolveGrant,
  resolveRefreshToken,
  resolveSession,
  resolveSetupLink,
  resolveTenant,
  type SessionRow,
  type SetupLinkRow,
  type TenantRow,
} from "./resolve";
export { rotateDatabaseKeys } from "./rotate-database-keys";
export {
  beginSamlRotation,
  finishSamlRotation,
  forgetSamlKeys,
  keepSamlKey,
  readSamlKeys,
  type SamlKeyRow,
} from "./saml-keys";
export {
  readSigningKeys,
  type SeenKeys,
  type SigningKeyRow,
  takeInSigningKey,
} from "./signing-keys";
export { readStanding, type StandingRow, standingIn } from "./standing";
export { type Identity, type Tx, withTenant, withTenantPg } from "./with-tenant";
