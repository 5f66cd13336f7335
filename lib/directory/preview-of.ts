import type { Permission } from "@/lib/access";
import type { Shown } from "@/lib/kernel";
import type { mappingPreviewSchema } from "./directory.schema";
import type { Judged } from "./judge-people";
import { placesOf } from "./judge-reach";

const MOST_SHOWN = 500;

export type Preview = Shown<typeof mappingPreviewSchema>;

/** What was judged of people, as it is shown before it is done: those alone whom it concerns. Pure. */
export function previewOf(judged: readonly Judged[]): Preview {
  const all = judged.filter(({ fate }) => fate.kind !== "none");
  const changes = all.slice(0, MOST_SHOWN).map(changeOf);
  return { people: judged.length, changes, total: all.length };
}

type Change = Preview["changes"][number];

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
