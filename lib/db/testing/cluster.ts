/** The roles that the processes of the house connect as; each gets a password of its own. */
export const RUNTIME_ROLES = [
  "portcullis_web",
  "portcullis_gate",
  "portcullis_worker",
  "portcullis_ledger_reader",
  "jackson_svc",
] as const;
export type RuntimeRole = (typeof RUNTIME_ROLES)[number];

/** The migrated database that every test's own database is copied from. */
export const TEMPLATE = "portcullis_template";

/** The PostgreSQL of a test run, as the global set-up hands it to the tests. */
export type TestCluster = {
  port: number;
  superuser: { user: string; password: string };
  roles: Record<string, string>;
  databaseKeys: { kid: string; key: string }[];
};

declare module "vitest" {
  export interface ProvidedContext {
    cluster: TestCluster;
  }
}
