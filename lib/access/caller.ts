import type { Identity } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { PERMISSIONS, type Permission, type Role } from "./permissions";

/** Who asks, as every use case sees it, whichever door they came in by. */
export type Caller = Identity & {
  readonly kind: "member" | "api-key" | "system";
  /** As the ledger names them: `member:<id>`, `api-key:<id>`, `system:<name>`. */
  readonly actor: string;
  /** For people to read. */
  readonly name: string;
  /** The built-in role; null for a key, and for a member with a role of the organisation's own. */
  readonly role: Role | null;
  readonly customRole?: { readonly id: string; readonly name: string } | null;
  readonly permissions: ReadonlySet<Permission>;
  readonly source: "console" | "api" | "gate" | "worker" | "cli";
  /** When the credential they came with ends by itself, where it is one that could make others. */
  readonly endsAt?: Date | null;
  /** The browser session they came with, where they are a person in a browser. */
  readonly session?: { readonly id: string };
};

/** Throws `forbidden`, naming the permission that is missing, unless the caller holds it. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (mayDo(caller, permission)) return;
  throw new Problem("forbidden", {
    detail: `This needs the permission ${permission}: ${PERMISSIONS[permission]}`,
    extensions: { permission },
  });
}

/** Whether the caller holds a permission. `admin:all` holds every one. */
export function mayDo(caller: Pick<Caller, "permissions">, permission: Permission): boolean {
  return caller.permissions.has(permission) || caller.permissions.has("admin:all");
}
