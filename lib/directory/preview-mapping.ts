import { type Caller, type Permission, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { GroupMappingInput, mappingPreviewSchema } from "./directory.schema";
import { type Judged, judgePeople } from "./judge-people";
import { placesOf } from "./judge-reach";
import { findDirectory, groupOf, saidBy } from "./map-group";
import { peopleOf } from "./settle-users";
import { peopleIn } from "./store-group";

const MOST_SHOWN = 500;

/** What `mapGroup` would do, by the same judgement, without doing it. */
export async function previewMapping(
  { db }: { readonly db: Database },
  caller: Caller,
  directoryId: string,
  groupId: string,
  { role, workspaces }: GroupMappingInput,
): Promise<Shown<typeof mappingPreviewSchema>> {
  const sees = saidBy(workspaces);
  return await read(db, caller, "directory:read", async (tx) => {
    const directory = await findDirectory(tx, directoryId);
    await groupOf(tx, directoryId, groupId);
    const people = await peopleOf(tx, directory, await peopleIn(tx, groupId));
    const { tenantId, requestId, permissions: authority } = caller;
    const judged = await judgePeople({ tx, tenantId, requestId, directory, authority }, people, {
      lock: false,
      suppose: { groupId, role, sees },
    });
    const all = judged.filter(({ fate }) => fate.kind !== "none");
    const changes = all.slice(0, MOST_SHOWN).map(changeOf);
    return { people: people.length, changes, total: all.length };
  });
}

type Change = Shown<typeof mappingPreviewSchema>["changes"][number];

/** What would become of one person, and what they would gain and lose by it. */
function changeOf({ person, member, wanted, reach, fate }: Judged): Change {
  const before = member?.status === "active" ? member : null;
  const now = { role: before?.role ?? null, reach: before?.reach ?? null };
  const held = before?.permissions ?? new Set<Permission>();
  const stays = fate.kind === "stays" || fate.kind === "none";
  const gets = stays || (fate.kind === "change" && fate.role === null) ? null : wanted.role;
  const moved = !stays && (fate.kind !== "change" || fate.placed);
  const out = fate.kind === "end";
  const then = out ? new Set<Permission>() : (gets?.permissions ?? held);
  return {
    userName: person.details.userName,
    name: member?.name ?? person.details.name,
    does: fate.kind === "none" ? "stays" : fate.kind,
    roleNow: now.role,
    roleThen: out ? null : (gets?.ref ?? now.role),
    gains: [...then].filter((one) => !held.has(one)).sort(),
    loses: [...held].filter((one) => !then.has(one)).sort(),
    workspacesNow: now.reach && placesOf(now.reach),
    workspacesThen: out ? null : moved ? placesOf(reach) : now.reach && placesOf(now.reach),
    why: fate.kind === "stays" ? fate.why : null,
  };
}
