import type { House } from "@/app/house";
import { listGivablePlaces, listRoles, mayDo, nameRecords, type Permission } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { toProblem } from "@/lib/kernel";
import { getMember, listMembers, type MemberFilter, memberHistory } from "@/lib/people";

const LIMIT = 50;

type View = {
  readonly status: "active" | "removed";
  readonly sort: MemberFilter["sort"];
  readonly cursor: string | undefined;
  readonly openId: string | undefined;
};

/** A page of the members, the open one with their history, and the names behind its references. */
export async function readMembers(house: House, caller: SessionCaller, view: View) {
  const { openId, ...filter } = view;
  const [page, roles, places, open] = await Promise.all([
    listMembers(house, caller, { ...filter, limit: LIMIT }),
    listRoles(house, caller),
    mayDo(caller, "workspaces:read") ? listGivablePlaces(house, caller) : null,
    openId === undefined ? null : readMember(house, caller, openId),
  ]);
  const entries = open?.history ?? [];
  const names = await nameRecords(
    house,
    caller,
    entries.flatMap((entry) => [entry.actor, entry.target]),
  );
  const options = roles.data.map(({ id, name, description, permissions, builtIn }) => ({
    ...{ id, name, description, permissions, builtIn },
    givable: holdsAll(caller, permissions),
  }));
  return { page, open, options, places, names: Object.fromEntries(names) };
}

/** Whether the caller may do all of this. For showing only: the use case judges again. */
export function holdsAll(caller: SessionCaller, permissions: readonly string[]): boolean {
  return permissions.every((name) => mayDo(caller, name as Permission));
}

/** An unknown member leaves the list standing; anything else is the page's problem. */
async function readMember(house: House, caller: SessionCaller, id: string) {
  try {
    const [member, history] = await Promise.all([
      getMember(house, caller, id),
      memberHistory(house, caller, id),
    ]);
    return { member, history };
  } catch (thrown) {
    if (toProblem(thrown).code === "not_found") return null;
    throw thrown;
  }
}
