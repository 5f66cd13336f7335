import type { Database } from "@/lib/db";
import { newId } from "@/lib/kernel";
import type { Caller } from "./caller";
import type { Role } from "./permissions";
import { change } from "./transact";

export type NewMember = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** How the identity provider of a connection names this person. */
  readonly identity: { readonly connection: string; readonly subject: string };
};

/** A member of the caller's tenant, known by (connection, subject). `conflict` if the address is taken. */
export async function addMember(
  db: Database,
  caller: Caller,
  input: NewMember,
): Promise<{ readonly id: string }> {
  const id = newId();
  const { result } = await change(db, caller, "admin:all", async (tx) => {
    const { email, name, role, identity } = input;
    await tx.member.create({ data: { tenantId: caller.tenantId, id, email, name, role } });
    await tx.memberIdentity.create({
      data: { tenantId: caller.tenantId, memberId: id, ...identity },
    });
    return {
      result: { id },
      entry: {
        type: "member.added",
        action: "member.add",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${role}`,
        refs: { member: id },
      },
    };
  });
  return result;
}
