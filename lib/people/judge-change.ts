import { type Caller, mayDo, permissionsOf, type Role } from "@/lib/access";

export type Judged = {
  readonly caller: Pick<Caller, "actor" | "permissions">;
  readonly member: { readonly id: string; readonly role: Role };
  /** The role they are to have; null where they are to go. */
  readonly next: Role | null;
  /** How many active owners there are beside this member. */
  readonly otherOwners: number;
};

export type ChangeRefusal = "own" | "above" | "not-held" | "last-owner";

/**
 * Who may change whom. Nobody judges in their own case. Nobody changes a member who may do what they
 * may not, or an admin could put an owner out; nobody gives a role that may do what they may not, or
 * they could climb through somebody else. And one owner always stays, whoever asks.
 */
export function changeRefusal({ caller, member, next, otherOwners }: Judged): ChangeRefusal | null {
  if (caller.actor === `member:${member.id}`) return "own";
  if (!holdsRole(caller, member.role)) return "above";
  if (next !== null && !holdsRole(caller, next)) return "not-held";
  if (member.role === "owner" && next !== "owner" && otherOwners === 0) return "last-owner";
  return null;
}

/** Whether a caller may do everything a role may, so that giving it gives nothing new away. */
export function holdsRole(caller: Pick<Caller, "permissions">, role: Role): boolean {
  return [...permissionsOf(role)].every((permission) => mayDo(caller, permission));
}
