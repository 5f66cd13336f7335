import type { EntryType } from "@/lib/ledger";

/** What an entry of each type says happened. */
export const ENTRY_WORDS: Readonly<Record<EntryType, string>> = {
  "tenant.created": "Organisation created",
  "tenant.renamed": "Organisation renamed",
  "tenant.owner-invited": "Operator invited an owner",
  "tenant.suspended": "Operator suspended the organisation",
  "tenant.resumed": "Operator resumed the organisation",
  "tenant.exported": "Operator exported the organisation",
  "tenant.destroyed": "Operator destroyed the organisation",
  "workspace.created": "Workspace made",
  "workspace.archived": "Workspace put away",
  "workspace.reopened": "Workspace taken back",
  "workspace.renamed": "Workspace renamed",
  "review.begun": "Review of access begun",
  "review.changed": "Review of access changed",
  "review.decided": "Review of access: a line decided",
  "review.closed": "Review of access closed",
  "role.created": "Role created",
  "role.changed": "Role changed",
  "role.removed": "Role removed",
  "member.added": "Member added",
  "member.role-changed": "Member's role changed",
  "member.workspaces-changed": "Member's workspaces changed",
  "member.removed": "Member removed",
  "member.restored": "Member restored",
  "member.linked": "Member known by a connection",
  "session.started": "Signed in",
  "session.refused": "Sign-in refused",
  "session.ended": "Signed out",
  "connection.created": "Connection added",
  "connection.changed": "Connection changed",
  "connection.tested": "Connection tested",
  "connection.removed": "Connection removed",
  "saml-key.rotated": "SAML key of the installation rotated",
  "domain.added": "Domain added",
  "domain.verified": "Domain verified",
  "domain.lapsed": "Domain no longer verified",
  "domain.changed": "Domain bound to a connection",
  "domain.removed": "Domain removed",
  "setup-link.created": "Setup link made",
  "setup-link.used": "Setup link used",
  "setup-link.revoked": "Setup link revoked",
  "recovery-codes.created": "Emergency sign-in codes made",
  "device.approved": "Sign-in of a client approved",
  "device.refused": "Sign-in of a client refused",
  "session.awaited": "Sign-in waits for its second step",
  "session.stepped-up": "Confirmed who it is",
  "factor.added": "Factor added",
  "factor.removed": "Factor removed",
  "factor.refused": "Factor refused",
  "factors.reset": "Factors of a member reset",
  "recovery-codes.made": "Recovery codes made",
  "recovery-code.used": "Recovery code used",
  "device.trusted": "Browser trusted",
  "device.ended": "Browser forgotten",
  "api-key.created": "API key created",
  "api-key.rotated": "API key rotated",
  "api-key.lessened": "API key lessened",
  "api-key.revoked": "API key revoked",
  "policy.changed": "Policy changed",
  "directory.connected": "Directory connected",
  "directory.changed": "Directory changed",
  "directory.disconnected": "Directory disconnected",
  "directory.token-rotated": "Directory's token rotated",
  "directory.group-mapped": "Group given a role",
  "directory.user-written": "Person written by a directory",
  "directory.user-removed": "Person removed by a directory",
  "directory.group-written": "Group written by a directory",
  "directory.group-removed": "Group removed by a directory",
  "server.registered": "Server registered",
  "server.removed": "Server removed",
  "server.tools-checked": "Tools checked",
  "rules.published": "Rules published",
  "grant.created": "Grant created",
  "grant.revoked": "Grant revoked",
  "call.decided": "Call decided",
  "call.settled": "Call settled",
};

/** The words for a type; one this console does not know yet is shown as it is. */
export function entryWords(type: string): string {
  return (ENTRY_WORDS as Readonly<Record<string, string>>)[type] ?? type;
}

export type NamedReference = {
  readonly name: string;
  /** What it is, where the name alone does not say. */
  readonly kind: string | null;
  readonly id: string | null;
};

const KINDS: Readonly<Record<string, string>> = {
  member: "member",
  server: "server",
  grant: "grant",
  "api-key": "API key",
  directory: "directory",
  "directory-user": "person of a directory",
  "directory-group": "group of a directory",
  session: "session",
  factor: "factor",
  device: "browser",
  decision: "decision",
  tenant: "organisation",
  workspace: "workspace",
  connection: "connection",
  domain: "domain",
  "setup-link": "setup link",
  role: "role",
  review: "review of access",
};

/** A reference such as `server:<id>` for people: its name first, and what it is. */
export function nameReference(
  reference: string,
  names: Readonly<Record<string, string>>,
): NamedReference {
  const colon = reference.indexOf(":");
  const kind = reference.slice(0, colon);
  const rest = reference.slice(colon + 1);
  if (kind === "tool") return { name: rest, kind: "tool", id: null };
  if (kind === "system") return { name: "Portcullis", kind: rest, id: null };
  const what = KINDS[kind];
  if (colon < 0 || what === undefined) return { name: reference, kind: null, id: null };
  const name = names[reference];
  return name === undefined
    ? { name: `${what[0]?.toUpperCase()}${what.slice(1)}`, kind: null, id: rest }
    : { name, kind: what, id: rest };
}
