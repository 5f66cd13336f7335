import { permissionSentence } from "@/components/access/permission-groups";
import { permissionsOf, type Role } from "@/lib/access/permissions";

export type RoleChange = { readonly gains: readonly string[]; readonly loses: readonly string[] };

/** What somebody may do after a change of role and could not before, and the other way round. */
export function roleChange(from: Role, to: Role): RoleChange {
  const [before, after] = [permissionsOf(from), permissionsOf(to)];
  const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...some].filter((name) => !others.has(name)).map(permissionSentence);
  return { gains: without(after, before), loses: without(before, after) };
}
