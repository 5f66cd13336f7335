import { PERMISSIONS, type Permission } from "@/lib/access/permissions";

export type PermissionGroup = {
  readonly title: string;
  readonly permissions: readonly Permission[];
};

/** Every permission once, by what it is about, in the order of the console's places. */
export const PERMISSION_GROUPS: readonly PermissionGroup[] = [
  {
    title: "Servers and rules",
    permissions: ["servers:read", "providers:create", "providers:delete", "rules:write"],
  },
  { title: "Grants", permissions: ["grants:read", "grants:write"] },
  {
    title: "Decisions and proof",
    permissions: ["decisions:read", "ledger:read", "traces:read", "traces:delete"],
  },
  { title: "API keys", permissions: ["api-keys:read", "api-keys:write"] },
  {
    title: "People",
    permissions: ["members:read", "members:write", "roles:write", "reviews:read", "reviews:write"],
  },
  {
    title: "Sign-in",
    permissions: [
      "sign-in:read",
      "sign-in:write",
      "sessions:read",
      "sessions:write",
      "directory:read",
      "directory:write",
    ],
  },
  {
    title: "Workspace and cost",
    permissions: ["workspaces:read", "workspaces:write", "billing:read", "billing:write"],
  },
  { title: "Everything", permissions: ["admin:all"] },
];

/** What a permission allows, in a sentence; one this console does not know says nothing. */
export function permissionSentence(name: string): string {
  return (PERMISSIONS as Readonly<Record<string, string>>)[name] ?? "";
}

/** Whether these permissions hold that one. `admin:all` holds every one. */
export function holds(held: readonly string[], name: string): boolean {
  return held.includes(name) || held.includes("admin:all");
}
