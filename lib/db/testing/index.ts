/**
 * For tests only: a real database of one's own, and tenants in it. Import it from `*.db.test.ts`;
 * the run's PostgreSQL is raised by the global set-up of vitest.config.ts.
 */
export { RUNTIME_ROLES, type RuntimeRole } from "./cluster";
export { makeSession } from "./make-session";
export { makeTenant, type TestTenant } from "./make-tenant";
export { type TestDatabase, testDatabase } from "./test-database";
