import type { Database, Tx } from "@/lib/db";
import { displayName, newId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "./caller";
import { lockCaller } from "./lock-caller";
import { type Reach, reachOf } from "./reach";
import { requireGivable } from "./roles/require-givable";
import { requireStepUp } from "./step-up";
import { change } from "./transact";
import { placeMember, requireReach } from "./workspaces/place-member";

export type NewMember = {
  readonly email: string;
  readonly name: string;
  /** A built-in role, or the id of one of the organisation's own. */
  readonly role: string;
  readonly approverLevel?: number | null;
  /** Which workspaces they are to see; those that the caller sees if left out. */
  readonly reach?: Reach;
  /** How the identity provider of a connection names this person. */
  readonly identity: { readonly connection: string; readonly subject: string };
};

const nameOfPerson = displayName("Give the person's name");

/**
 * A member of the caller's tenant, known by (connection, subject). `conflict`, saying which, if the
 * address or the identity is taken, by a former member too; `unprocessable` if the name is none that
 * can be shown, or there is no such role; `forbidden` if the role or a workspace is not the caller's
 * to give.
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
    const { email, identity } = input;
    const { tenantId } = caller;
    await lockCaller(tx, caller);
    await requireStepUp(tx, caller, "members.change");
    const given = await requireGivable(tx, caller, input);
    const reach = input.reach ?? (await reachOf(tx, caller));
    await requireReach(tx, caller, reach);
    await refuseTaken(tx, tenantId, input);
    await tx.member.create({
      data: { tenantId, id, email, name, ...given.columns, everyWorkspace: reach.every },
    });
    await placeMember(tx, caller, id, reach);
    await tx.memberIdentity.create({ data: { tenantId, memberId: id, ...identity } });
    return {
      result: undefined,
      entry: {
        type: "member.added",
        action: "member.add",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${given.words}`,
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
