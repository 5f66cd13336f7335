import type { Role } from "@/lib/access";
import { ROLE_WORDS } from "@/lib/access/role-words";

/** A role that a directory may give, and whether whoever looks may give it. */
export type RoleChoice = {
  readonly role: string;
  readonly name: string;
  readonly givable: boolean;
};

/** What a role is called; of none, that. */
export function roleWords(role: string | null): string {
  if (role === null) return "No role";
  return Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as Role].name : role;
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
  readonly why: string | null;
};

/** What would become of one person. */
export function changeWords({ does, roleNow, roleThen, why }: Change): string {
  if (why !== null) return WHY[why] ?? "stays";
  if (does === "end") return `${roleWords(roleNow)} → out, with sessions, keys and grants`;
  if (roleNow === null) return `comes in as ${roleWords(roleThen)}`;
  return `${roleWords(roleNow)} → ${roleWords(roleThen)}`;
}
