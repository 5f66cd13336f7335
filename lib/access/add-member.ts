import type { Database } from "@/lib/db";
import { displayName, newId, Problem } from "@/lib/kernel";
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

const nameOfPerson = displayName("Give the person's name");

/**
 * A member of the caller's tenant, known by (connection, subject). `conflict` if the address is taken,
 * `unprocessable` if the name is none that can be shown.
 */
export async function addMember(
  db: Database,
  caller: Caller,
  input: NewMember,
): Promise<{ readonly id: string }> {
  const id = newId();
  const named = nameOfPerson.safeParse(input.name);
  if (!named.success) {
    const message = named.error.issues[0]?.message ?? "";
    throw new Problem("unprocessable", { extensions: { fields: [{ path: "/name", message }] } });
  }
  const name = named.data;
  const { result } = await change(db, caller, "admin:all", async (tx) => {
    const { email, role, identity } = input;
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
