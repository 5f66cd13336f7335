import type { House } from "@/app/house";
import {
  type DirectoryEventView,
  type DirectoryGroupView,
  type DirectoryUserView,
  type DirectoryView,
  listDirectories,
  listDirectoryEvents,
  listDirectoryGroups,
  listDirectoryUsers,
} from "@/lib/directory";
import { type SessionCaller, usableConnections } from "@/lib/identity";
import { readChoices } from "../choices";

const LIMIT = 50;
export const PARTS = ["groups", "people", "came"] as const;
export type Part = (typeof PARTS)[number];

/** What is shown of a directory: its groups, its people, or what came from it. */
export type Shown =
  | { readonly part: "groups"; readonly data: DirectoryGroupView[] }
  | { readonly part: "people"; readonly data: DirectoryUserView[] }
  | { readonly part: "came"; readonly data: DirectoryEventView[] };
type View = {
  readonly id: string | undefined;
  readonly part: Part;
  readonly refused: boolean;
  readonly cursor: string | undefined;
};

/** The directories, the chosen one or the first, and a page of the part of it that is looked at. */
export async function readDirectories(house: House, caller: SessionCaller, view: View) {
  const [directories, ways, choices] = await Promise.all([
    listDirectories(house, caller),
    readWays(house, caller),
    readChoices(house, caller),
  ]);
  const rest = { directories, ways, ...choices };
  const directory = directories.find(({ id }) => id === view.id) ?? directories[0];
  if (directory === undefined) return { ...rest, directory: null, shown: null, next: null };
  const { shown, next } = await readPart(house, caller, directory, view);
  return { ...rest, directory, shown, next };
}

/** The connections that a directory's people can sign in through. */
async function readWays({ db, signInDoor }: House, { tenantId }: SessionCaller) {
  const { jackson } = await signInDoor();
  const ways = await usableConnections({ db, jackson }, tenantId);
  return ways.map(({ id, brokerId, name }) => ({ id, brokerId, name }));
}

async function readPart(
  house: House,
  caller: SessionCaller,
  { id }: DirectoryView,
  { part, refused, cursor }: View,
): Promise<{ shown: Shown; next: string | null }> {
  const asked = { limit: LIMIT, cursor: cursor ?? null };
  if (part === "groups") {
    const { data, nextCursor } = await listDirectoryGroups(house, caller, id, asked);
    return { shown: { part, data }, next: nextCursor };
  }
  if (part === "people") {
    const { data, nextCursor } = await listDirectoryUsers(house, caller, id, asked);
    return { shown: { part, data }, next: nextCursor };
  }
  const only = refused ? ("refused" as const) : undefined;
  const { data, nextCursor } = await listDirectoryEvents(house, caller, id, { ...asked, only });
  return { shown: { part, data }, next: nextCursor };
}
