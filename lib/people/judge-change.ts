import {
  type Caller,
  covers,
  holdsAll,
  type Permission,
  permissionsOf,
  type Reach,
  type Role,
} from "@/lib/access";

/** A role for judging: what it holds, and whether it is that of an owner. */
export type JudgedRole = { readonly owner: boolean; readonly permissions: ReadonlySet<Permission> };

export type Judged = {
  readonly caller: Pick<Caller, "permissions"> & {
    readonly reach: Reach;
    /** The member who acts, or by whose key it is done; null where nobody is behind it. */
    readonly person: string | null;
  };
  readonly member: JudgedRole & { readonly id: string; readonly reach: Reach };
  /** The role they are to have; null where they are to go. */
  readonly next: JudgedRole | null;
  /** How many active owners there are beside this member. */
  readonly otherOwners: number;
};

export type ChangeRefusal = "own" | "above" | "not-held" | "last-owner";

/**
 * Who may change whom. Nobody judges in their own case, by a key of theirs neither. Nobody changes a member who may do what they
 * may not, or sees a workspace that they do not, or an admin could put an owner out; nobody gives a
 * role that may do what they may not, or they could climb through somebody else. And one owner
 * always stays, whoever asks.
 */
export function changeRefusal({ caller, member, next, otherOwners }: Judged): ChangeRefusal | null {
  if (caller.person === member.id) return "own";
  if (!holdsAll(caller, member.permissions) || !covers(caller.reach, member.reach)) return "above";
  if (next !== null && !holdsAll(caller, next.permissions)) return "not-held";
  if (member.owner && next?.owner !== true && otherOwners === 0) return "last-owner";
  return null;
}

/** Whether a caller may do everything a role may, so that giving it gives nothing new away. */
export function holdsRole(caller: Pick<Caller, "permissions">, role: Role): boolean {
  return holdsAll(caller, permissionsOf(role));
}
