import { ROLE_WORDS } from "@/lib/access/role-words";
import type { ReviewLineView } from "@/lib/reviews";

type Line = Pick<ReviewLineView, "subject" | "role" | "held">;

const KINDS: Readonly<Record<string, { readonly word: string; readonly place: string }>> = {
  member: { word: "Member", place: "/members" },
  "api-key": { word: "API key", place: "/api-keys" },
  grant: { word: "Grant", place: "/grants" },
};

/** What a line is about, in a word, and where that is shown below the organisation's address. */
export function kindOf({ subject }: Pick<Line, "subject">) {
  const [kind = "", id = ""] = subject.split(":");
  const { word, place } = KINDS[kind] ?? { word: kind, place: "" };
  return { kind, word, href: place === "" ? null : `${place}?open=${id}` };
}

/** What was held when the review began, in a few words. */
export function heldWords(line: Line, names: Readonly<Record<string, string>>): string {
  const [first = ""] = line.held;
  if (first.startsWith("server:")) return `Calls ${names[first] ?? "a server you do not see"}`;
  const role = roleWords(line.role);
  if (role !== null) return role;
  if (line.held.includes("admin:all")) return "Everything";
  return line.held.length > 2 ? `${line.held.length} permissions` : line.held.join(", ");
}

/** The same, and what it is now, where that is more. */
export function holdsWords(
  line: Line & Pick<ReviewLineView, "grown" | "now">,
  names: Readonly<Record<string, string>>,
): string {
  const then = heldWords(line, names);
  const now = line.grown && line.now ? heldWords({ ...line, ...line.now }, names) : then;
  return now === then ? then : `${then}, now ${now}`;
}

/** A role as the review noted it: built in, or one of the organisation's own by its name. */
export function roleWords(role: string | null): string | null {
  if (role === null) return null;
  return Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as keyof typeof ROLE_WORDS].name : role;
}

/** A role with the level up to which it approves, if any. */
function roleWithLevel(of: { readonly role: string | null; readonly level: number | null }) {
  const role = roleWords(of.role);
  return role !== null && of.level !== null ? `${role}, L${of.level}` : role;
}

export type Difference = {
  readonly role: readonly [before: string, now: string] | null;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Which workspaces they saw and see, in words. */
  readonly sees: readonly [before: string, now: string] | null;
};

/**
 * What is held now beside what the line says: what was kept, or was held when the review began. Null
 * where it is the same, or where nothing is held any more.
 */
export function difference(
  line: Pick<ReviewLineView, "role" | "level" | "held" | "sees" | "kept" | "now">,
): Difference | null {
  const { now } = line;
  if (now === null) return null;
  const before = line.kept ?? line;
  const roles = [roleWithLevel(before), roleWithLevel(now)] as const;
  const gained = now.held.filter((one) => !before.held.includes(one));
  const lost = before.held.filter((one) => !now.held.includes(one));
  const [was, is] = roles;
  const role = was === is ? null : ([was ?? "None", is ?? "None"] as const);
  const sees = seesDifference(before.sees, now.sees);
  return role === null && sees === null && gained.length + lost.length === 0
    ? null
    : { role, gained, lost, sees };
}

/** Which workspaces were seen and are, where that is not the same and both are known. */
function seesDifference(before: readonly string[], now: readonly string[]) {
  const same = before.length === now.length && before.every((one) => now.includes(one));
  if (same || before.length === 0 || now.length === 0) return null;
  const more = now.filter((one) => one !== "none" && !before.includes(one)).length;
  const others =
    placed(now) === placed(before) ? `${placed(now)}, ${more} of them new` : placed(now);
  return [placed(before), others] as const;
}

function placed(sees: readonly string[]): string {
  const [first] = sees;
  if (first === "every") return "every workspace";
  if (first === "none") return "no workspace";
  return sees.length === 1 ? "one workspace" : `${sees.length} workspaces`;
}

/** What taking a line away is called, and what it ends for who may do it; else they are asked who may. */
export function removal(line: Pick<Line, "subject">) {
  const { kind } = kindOf(line);
  if (kind === "member")
    return {
      act: "Remove from the organisation",
      consequence:
        "Their sessions end at once and they cannot sign in. What becomes of the keys they made is your organisation's policy. They can be restored.",
    };
  const forever = "is refused, everywhere. This cannot be undone.";
  return kind === "grant"
    ? { act: "Revoke grant", consequence: `Within a second every call that carries it ${forever}` }
    : {
        act: "Revoke key",
        consequence: `The next request that carries it, or a key it was rotated into, ${forever}`,
      };
}

/** A name; where the caller may not read it, that they may not. */
export function nameOf({ name, subject }: Pick<ReviewLineView, "name" | "subject">): string {
  return name === subject ? `${kindOf({ subject }).word} whose name you may not see` : name;
}
