import {
  type Caller,
  covers,
  isPermission,
  keyReach,
  listRoles,
  memberReach,
  PERMISSIONS,
  type Permission,
  policyOf,
  type Reach,
  ROLE_WORDS,
  reachOf,
  read,
} from "@/lib/access";
import { allowedCapabilities, getApiKey } from "@/lib/credentials";
import type { Database, Tx } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import type { AccessQuestion, explanationSchema } from "./access.schema";
import { type AccessFacts, explainAccess } from "./judge-access";
import { getMember } from "./list-members";

/**
 * Why a member or a key can or cannot do something, and what would have to be different. Whoever may
 * see them may ask; another organisation's is answered like nobody's.
 *
 * @throws Problem `not_found`, `forbidden`.
 */
export async function explainAccessOf(
  { db }: { readonly db: Database },
  caller: Caller,
  { subject, permission, workspaceId }: AccessQuestion,
): Promise<Shown<typeof explanationSchema>> {
  const [kind, id = ""] = subject.split(":");
  const facts =
    kind === "member"
      ? await factsOfMember(db, caller, id, workspaceId)
      : await factsOfKey(db, caller, id, workspaceId);
  const roles = await listRoles({ db }, caller);
  const givers = roles.data
    .filter((role) => role.permissions.some((one) => one === permission || one === "admin:all"))
    .map(({ name }) => name);
  return {
    ...{ subject, name: facts.name, permission, means: PERMISSIONS[permission] },
    ...explainAccess(facts, permission, givers),
  };
}

async function factsOfMember(
  db: Database,
  caller: Caller,
  id: string,
  workspaceId: string | undefined,
): Promise<AccessFacts> {
  const member = await getMember({ db }, caller, id);
  return {
    kind: "member",
    name: member.name,
    ended: member.status === "active" ? null : `${member.name} was removed.`,
    role: roleWords(member),
    permissions: new Set(member.permissions.filter(isPermission)),
    takenByPolicy: new Set(),
    ...(await read(db, caller, "members:read", async (tx) =>
      whereOf(tx, caller, workspaceId, await memberReach(tx, id)),
    )),
  };
}

/** A role by its name; of one of the organisation's own it is said, since it may change. */
function roleWords({ role, customRole }: Awaited<ReturnType<typeof getMember>>): string {
  if (customRole !== null) return `${customRole.name} (your organisation's own)`;
  return role === "custom" ? role : ROLE_WORDS[role].name;
}

async function factsOfKey(
  db: Database,
  caller: Caller,
  id: string,
  workspaceId: string | undefined,
): Promise<AccessFacts> {
  const key = await getApiKey({ db }, caller, id);
  const held = key.capabilities.filter(isPermission);
  return await read(db, caller, "api-keys:read", async (tx) => {
    const { document } = await policyOf(tx, caller.tenantId, "api-keys");
    const left = new Set<Permission>(allowedCapabilities(document, held));
    return {
      kind: "api-key",
      name: key.name,
      ended:
        key.state === "active" || key.state === "rotating"
          ? null
          : `The key ${key.name} has ended: it is ${key.state}.`,
      role: null,
      permissions: left,
      takenByPolicy: new Set(held.filter((one) => !left.has(one))),
      ...(await whereOf(tx, caller, workspaceId, await keyReach(tx, id))),
    };
  });
}

/** Which workspaces they see, and of the one that was asked about, whether. */
async function whereOf(
  tx: Tx,
  caller: Caller,
  id: string | undefined,
  reach: Reach,
): Promise<Pick<AccessFacts, "workspace" | "sees">> {
  const sees = reach.every ? "every" : reach.workspaces.length > 0 ? "some" : "none";
  if (id === undefined) return { workspace: null, sees };
  const place = { every: false, workspaces: [id] };
  // One that the asker does not see is answered like one that nobody has: its name is in the answer.
  const found = covers(await reachOf(tx, caller), place)
    ? await tx.workspace.findFirst({
        where: { tenantId: caller.tenantId, id },
        select: { name: true, archivedAt: true },
      })
    : null;
  if (found === null) throw new Problem("not_found");
  const seen = covers(reach, place);
  return { workspace: { name: found.name, seen, archived: found.archivedAt !== null }, sees };
}
