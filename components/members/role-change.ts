import { permissionSentence } from "@/components/access/permission-groups";

export type RoleChange = { readonly gains: readonly string[]; readonly loses: readonly string[] };

/** What somebody may do after a change of role and could not before, and the other way round. */
export function roleChange(before: readonly string[], after: readonly string[]): RoleChange {
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((name) => !others.includes(name)).map(permissionSentence);
  return { gains: without(after, before), loses: without(before, after) };
}
