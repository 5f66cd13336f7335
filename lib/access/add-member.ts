import type { Database, Tx } from "@/lib/db";
import { displayName, newId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "./caller";
import { lockCaller } from "./lock-caller";
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
 * A member of the caller's tenant, known by (connection, subject). `conflict`, saying which, if the
 * address or the identity is taken, by a former member too; `unprocessable` if the name is none that
 * can be shown. Whether the caller may give that role is judged by whoever calls.
 */
export async function addMember(
  db: Database,
  caller: Caller,
  input: NewMember,
): Promise<{ readonly id: string; readonly receipt: Receipt }> {
  const id = newId();
  const named = nameOfPerson.safeParse(input.name);
  if (!named.success) {
    const message = named.error.issues[0]?.message ?? "";
    throw new Problem("unprocessable", { extensions: { fields: [{ path: "/name", message }] } });
  }
  const name = named.data;
  const { receipt } = await change(db, caller, "members:write", async (tx) => {
    const { email, role, identity } = input;
    await lockCaller(tx, caller);
    await refuseTaken(tx, caller.tenantId, input);
    await tx.member.create({ data: { tenantId: caller.tenantId, id, email, name, role } });
    await tx.memberIdentity.create({
      data: { tenantId: caller.tenantId, memberId: id, ...identity },
    });
    return {
      result: undefined,
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
  return { id, receipt };
}

/** Two at the same moment still meet the unique keys, and the second is a conflict without a text. */
async function refuseTaken(tx: Tx, tenantId: string, { email, identity }: NewMember) {
  const [known] = await tx.$queryRaw<{ status: string }[]>`
    select status from portcullis.members
    where tenant_id = (select portcullis.tenant_id()) and lower(email) = lower(${email})`;
  if (known !== undefined) {
    throw taken(
      "/email",
      known.status === "removed"
        ? "A former member has this mail address. Restore them instead of adding them again."
        : "A member has this mail address already.",
    );
  }
  const found = await tx.memberIdentity.findUnique({
    where: { tenantId_connection_subject: { tenantId, ...identity } },
  });
  if (found !== null) {
    throw taken(
      "/subject",
      "A member is already known by this subject, or was before they were removed.",
    );
  }
}

/** A conflict that belongs to one field of what was sent. */
function taken(path: string, message: string): Problem {
  return new Problem("conflict", { detail: message, extensions: { fields: [{ path, message }] } });
}
