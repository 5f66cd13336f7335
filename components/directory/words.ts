import type { Role, ShownPlaces } from "@/lib/access";
import { ROLE_WORDS } from "@/lib/access/role-words";

/** A role that a directory may give, and whether whoever looks may give it. */
export type RoleChoice = {
  readonly role: string;
  readonly name: string;
  readonly givable: boolean;
};

/** A workspace that a group's people may see. */
export type PlaceChoice = { readonly id: string; readonly name: string };
/** What is called how: the organisation's own roles and its workspaces. */
export type Called = {
  readonly roles: readonly Pick<RoleChoice, "role" | "name">[];
  readonly places: readonly PlaceChoice[];
};

/** What a role is called; of none, that. */
export function roleWords(role: string | null, own: Called["roles"] = []): string {
  if (role === null) return "No role";
  if (Object.hasOwn(ROLE_WORDS, role)) return ROLE_WORDS[role as Role].name;
  return own.find((one) => one.role === role)?.name ?? "A role of your own";
}

/** Which workspaces somebody sees. */
export function placesWords(places: ShownPlaces | null, known: Called["places"]): string {
  if (places === null) return "none";
  if (places === "every") return "every workspace";
  if (places.length === 0) return "no workspace";
  const names = places.map((id) => known.find((one) => one.id === id)?.name);
  const unknown = names.filter((name) => name === undefined).length;
  const listed = names.filter((name) => name !== undefined).sort();
  return [...listed, ...(unknown > 0 ? [`${unknown} that you do not see`] : [])].join(", ");
}

const EVENTS: Readonly<Record<string, string>> = {
  "user-created": "Person added",
  "user-changed": "Person changed",
  "user-deactivated": "Person put out",
  "user-restored": "Person let in",
  "user-removed": "Person removed",
  "group-created": "Group added",
  "group-changed": "Group changed",
  "group-removed": "Group removed",
  refused: "Refused",
};

/** What a request did; a word this console does not know yet is shown as it is. */
export function eventWords(what: string): string {
  return EVENTS[what] ?? what;
}

const WHY: Readonly<Record<string, string>> = {
  "removed-by-hand": "stays out: removed by hand",
  "last-owner": "stays: the last owner",
  above: "stays: may do what you may not",
  "address-taken": "stays out: another member has the mail address",
};

type Change = {
  readonly does: string;
  readonly roleNow: string | null;
  readonly roleThen: string | null;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  readonly workspacesNow: ShownPlaces | null;
  readonly workspacesThen: ShownPlaces | null;
  readonly why: string | null;
};

/** What would become of one person. */
export function changeWords(change: Change, { roles, places }: Called): string {
  const { does, roleNow, roleThen, workspacesNow, workspacesThen, why } = change;
  if (why !== null) return WHY[why] ?? "stays";
  if (does === "end") return `${roleWords(roleNow, roles)} → out, with sessions, keys and grants`;
  const then = placesWords(workspacesThen, places);
  if (roleNow === null) return `comes in as ${roleWords(roleThen, roles)}, seeing ${then}`;
  const moved = JSON.stringify(workspacesNow) !== JSON.stringify(workspacesThen);
  return [
    ...(roleNow === roleThen
      ? []
      : [`${roleWords(roleNow, roles)} → ${roleWords(roleThen, roles)}${mightWords(change)}`]),
    ...(moved ? [`sees ${then} instead of ${placesWords(workspacesNow, places)}`] : []),
  ].join("; ");
}

function mightWords({ gains, loses }: Change): string {
  const parts = [
    ...(gains.length > 0 ? [`gains ${gains.length}`] : []),
    ...(loses.length > 0 ? [`loses ${loses.length}`] : []),
  ];
  const all = gains.length + loses.length;
  return all === 0 ? "" : ` (${parts.join(", ")} ${all === 1 ? "permission" : "permissions"})`;
}
