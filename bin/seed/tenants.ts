/*
 * The evaluation tenants: who is in them, what they govern and under which rules.
 */
type SeedRole =
  | "owner"
  | "admin"
  | "policy_manager"
  | "viewer"
  | "approver"
  | "security_reviewer"
  | "auditor";

export type SeedUser = { local: string; name: string; role: SeedRole };
export type SeedTenant = { slug: string; name: string };

export const SEED_TENANTS: readonly SeedTenant[] = [
  { slug: "acme", name: "Acme" },
  { slug: "globex", name: "Globex" },
];

/** The same six people in each tenant: `<local>@<slug>.test`. */
export const SEED_USERS: readonly SeedUser[] = [
  { local: "admin", name: "Ada Admin", role: "admin" },
  { local: "policy", name: "Pia Policy", role: "policy_manager" },
  { local: "viewer", name: "Vera Viewer", role: "viewer" },
  { local: "approver", name: "Aron Approver", role: "approver" },
  { local: "security", name: "Sina Security", role: "security_reviewer" },
  { local: "auditor", name: "Otto Auditor", role: "auditor" },
];

export const emailOf = (slug: string, user: SeedUser) => `${user.local}@${slug}.test`;

export type SeedServer = { name: string; grant: string; rules: object };

/** One evaluation server, registered twice: once under rules, once open. */
export const SEED_SERVERS: readonly SeedServer[] = [
  {
    name: "everything",
    grant: "governed",
    rules: {
      version: 1,
      default: "deny",
      hide: ["get-env"],
      tools: {
        echo: { limits: [{ counter: "echo", window: "minute", max: 30, scope: "grant" }] },
        "get-sum": { deny_if: [{ path: "args.a", op: "gt", value: 1000 }] },
        "get-tiny-image": {},
      },
    },
  },
  { name: "open", grant: "open", rules: { version: 1, default: "allow" } },
];
