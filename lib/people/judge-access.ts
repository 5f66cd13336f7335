import type { Permission } from "@/lib/access";

/** What is known of somebody who may or may not do something. */
export type AccessFacts = {
  readonly kind: "member" | "api-key";
  readonly name: string;
  /** Why they may do nothing at all; null where they may come in. */
  readonly ended: string | null;
  /** The name of a member's role; null for a key. */
  readonly role: string | null;
  readonly permissions: ReadonlySet<Permission>;
  /** What of a key's own capabilities the organisation's policy takes away. */
  readonly takenByPolicy: ReadonlySet<Permission>;
  /** The workspace that was asked about, and whether they see it; null where none was. */
  readonly workspace: {
    readonly name: string;
    readonly seen: boolean;
    /** Since when it takes nothing new. */
    readonly archived: boolean;
  } | null;
  /** Of workspaces, how many they see: every one, those that come later too; some; none. */
  readonly sees: "every" | "some" | "none";
};

/** What is done to things that stand in a workspace: nobody does it where they see none. */
const WITHIN: ReadonlySet<Permission> = new Set([
  ...(["providers:create", "providers:delete", "traces:read", "traces:delete"] as const),
  ...(["servers:read", "rules:write", "grants:read", "grants:write", "decisions:read"] as const),
]);

export type Explanation = {
  readonly allowed: boolean;
  /** What decides it, in the order in which the house asks; the last says why not, or that all holds. */
  readonly because: readonly { readonly holds: boolean; readonly text: string }[];
  /** What would have to be different; empty where it is allowed. */
  readonly toAllow: readonly string[];
};

/**
 * Why somebody can or cannot do something: the same questions as every door asks, in their order. All
 * that stands against it is told, so that nobody mends one thing to meet the next.
 *
 * @param wanted the permission that was asked about
 * @param givers the names of the roles that hold it
 */
export function explainAccess(
  facts: AccessFacts,
  wanted: Permission,
  givers: readonly string[],
): Explanation {
  const { kind, name, ended, role, permissions, takenByPolicy, workspace, sees } = facts;
  const because: { holds: boolean; text: string }[] = [];
  const toAllow: string[] = [];
  const ask = (holds: boolean, yes: string, no: string, remedy: string) => {
    because.push({ holds, text: holds ? yes : no });
    if (!holds) toAllow.push(remedy);
  };
  ask(
    ended === null,
    kind === "member" ? `${name} is a member.` : `The key ${name} works.`,
    ended ?? "",
    kind === "member" ? "Restore them as a member." : "Make another key, or rotate a live one.",
  );
  const all = permissions.has("admin:all") && !permissions.has(wanted);
  const holder = role === null ? "The key" : `The role ${role}`;
  if (takenByPolicy.has(wanted)) {
    ask(
      false,
      "",
      `The key was given ${wanted}, but the organisation's policy lets no key hold it.`,
      "Add the permission to what the policy of API keys names.",
    );
  } else {
    ask(
      all || permissions.has(wanted),
      all ? `${holder} may do everything (admin:all).` : `${holder} holds ${wanted}.`,
      `${holder} does not hold ${wanted}.`,
      kind === "member"
        ? `Give them a role that holds it: ${givers.join(", ")}.`
        : "Make a key that holds it: what a key may do never changes.",
    );
  }
  const who = role === null ? "The key" : name;
  const within = WITHIN.has(wanted);
  if (workspace !== null) {
    ask(
      workspace.seen,
      sees === "every"
        ? `${who} sees every workspace, ${workspace.name} among them.`
        : `${who} sees the workspace ${workspace.name}: it is listed for them.`,
      `${who} does not see the workspace ${workspace.name}.`,
      kind === "member" ? "Place them in the workspace." : "Make a key that sees the workspace.",
    );
    if (wanted === "providers:create")
      ask(
        !workspace.archived,
        `The workspace ${workspace.name} takes new servers.`,
        `The workspace ${workspace.name} was put away: it takes nothing new.`,
        "Take the workspace back.",
      );
  } else if (within) {
    ask(
      sees !== "none",
      sees === "every" ? `${who} sees every workspace.` : `${who} sees some workspaces: there.`,
      `${who} sees no workspace, so there is nothing to do it to.`,
      kind === "member" ? "Place them in a workspace." : "Make a key that sees a workspace.",
    );
  }
  return { allowed: toAllow.length === 0, because, toAllow };
}
