/** What a person or key may do. A closed list, with a sentence each for those who grant it. */
export const PERMISSIONS = {
  "workspaces:read": "See the workspaces and the settings.",
  "workspaces:write": "Change the settings, and name the organisation and its workspaces.",
  "providers:create": "Register upstream servers and set their credentials.",
  "providers:delete": "Remove upstream servers.",
  "traces:read": "See execution traces.",
  "traces:delete": "Delete execution traces.",
  "billing:read": "See cost and budgets.",
  "billing:write": "Change budgets.",
  "admin:all": "Everything, in every workspace.",
  "servers:read": "See upstream servers, their tools and their rules.",
  "rules:write": "Change which tools may be called, and how.",
  "grants:read": "See which grants exist.",
  "grants:write": "Create and revoke grants.",
  "api-keys:read": "See which API keys exist.",
  "api-keys:write": "Create and revoke API keys.",
  "decisions:read": "See what passed the gate and what was refused.",
  "ledger:read": "Read and verify the ledger.",
  "members:read": "See who the members are.",
  "members:write": "Add and remove members, and change their roles.",
  "roles:write": "Make roles of the organisation's own, and change them.",
  "sign-in:read": "See the connections, domains and policies of sign-in.",
  "sign-in:write": "Change the connections, domains and policies of sign-in.",
  "sessions:read": "See the sessions and devices of other people.",
  "sessions:write": "End the sessions and reset the second factors of other people.",
  "directory:read": "See directories, and what they sent.",
  "directory:write": "Connect directories, and say which group gives which role.",
  "reviews:read": "See reviews of access.",
  "reviews:write": "Begin and close reviews of access, and decide them.",
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const ROLES = [
  "owner",
  "admin",
  "policy_manager",
  "viewer",
  "security_reviewer",
  "auditor",
  "approver",
] as const;
export type Role = (typeof ROLES)[number];

const VIEWER: readonly Permission[] = [
  "workspaces:read",
  "traces:read",
  "billing:read",
  "servers:read",
  "grants:read",
  "decisions:read",
  "ledger:read",
  "members:read",
];
const POLICY_MANAGER: readonly Permission[] = [...VIEWER, "rules:write", "grants:write"];
const ADMIN: readonly Permission[] = [
  ...POLICY_MANAGER,
  "workspaces:write",
  "providers:create",
  "providers:delete",
  "traces:delete",
  "billing:write",
  "api-keys:read",
  "api-keys:write",
  "members:write",
  "roles:write",
  "sign-in:read",
  "sign-in:write",
  "sessions:read",
  "sessions:write",
  "directory:read",
  "directory:write",
  "reviews:read",
  "reviews:write",
];
const OWNER: readonly Permission[] = [...ADMIN, "admin:all"];

/** Who looks back: reads all that there is of access, changes nothing. */
const AUDITOR: readonly Permission[] = [
  ...VIEWER,
  "api-keys:read",
  "sign-in:read",
  "sessions:read",
  "directory:read",
  "reviews:read",
];
/** Who looks at who may come in and do what, and says what should not go on. */
const SECURITY_REVIEWER: readonly Permission[] = [...AUDITOR, "reviews:write"];

/**
 * The ladder: each step holds all of the one below it. Beside it stand those who look after others'
 * access, those who look back, and those who approve, up to the level that their membership names.
 */
const HELD: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(OWNER),
  admin: new Set(ADMIN),
  policy_manager: new Set(POLICY_MANAGER),
  viewer: new Set(VIEWER),
  security_reviewer: new Set(SECURITY_REVIEWER),
  auditor: new Set(AUDITOR),
  approver: new Set(VIEWER),
};

/** What a role holds. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return HELD[role];
}

/** Whether a text names a permission. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

/** Whether a text names a role that is built in. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
