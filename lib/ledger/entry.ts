import { type Canonical, canonicalJson } from "@/lib/crypto";
import { newId } from "@/lib/kernel";

export type Slice = "main" | "access" | "break-glass";

/**
 * Every type of entry there is, with the references and hashes it may hold. Nothing else enters: no
 * secret, no free text, no value of an argument.
 */
export const ENTRY_TYPES = {
  "tenant.created": { refs: ["workspace"], hashes: [] },
  "tenant.renamed": { refs: [], hashes: [] },
  "tenant.owner-invited": { refs: ["act", "member"], hashes: ["reason"] },
  "tenant.suspended": { refs: ["act"], hashes: ["reason"] },
  "tenant.resumed": { refs: ["act"], hashes: ["reason"] },
  "tenant.exported": { refs: ["act"], hashes: ["reason", "export"] },
  "tenant.destroyed": { refs: ["act"], hashes: ["reason"] },
  "workspace.created": { refs: ["workspace"], hashes: [] },
  "workspace.archived": { refs: ["workspace"], hashes: [] },
  "workspace.reopened": { refs: ["workspace"], hashes: [] },
  "workspace.renamed": { refs: ["workspace"], hashes: [] },
  "review.begun": { refs: ["review"], hashes: [] },
  "review.changed": { refs: ["review"], hashes: [] },
  "review.decided": { refs: ["review"], hashes: ["held"] },
  "review.closed": { refs: ["review"], hashes: [] },
  "role.created": { refs: ["role"], hashes: [] },
  "role.changed": { refs: ["role"], hashes: [] },
  "role.removed": { refs: ["role"], hashes: [] },
  "member.added": { refs: ["member"], hashes: [] },
  "member.role-changed": { refs: ["member"], hashes: [] },
  "member.workspaces-changed": { refs: ["member"], hashes: [] },
  "member.removed": { refs: ["member"], hashes: [] },
  "member.restored": { refs: ["member"], hashes: [] },
  "member.linked": { refs: ["member", "connection"], hashes: [] },
  "session.started": { refs: ["member", "session", "connection"], hashes: [] },
  "session.refused": { refs: ["connection"], hashes: ["identity"] },
  "session.ended": { refs: ["member", "session"], hashes: [] },
  "connection.created": { refs: ["connection"], hashes: [] },
  "connection.changed": { refs: ["connection"], hashes: [] },
  "connection.tested": { refs: ["connection", "member"], hashes: [] },
  "connection.removed": { refs: ["connection"], hashes: [] },
  "saml-key.rotated": { refs: [], hashes: ["certificate"] },
  "domain.added": { refs: ["domain"], hashes: [] },
  "domain.verified": { refs: ["domain"], hashes: [] },
  "domain.lapsed": { refs: ["domain"], hashes: [] },
  "domain.changed": { refs: ["domain", "connection"], hashes: [] },
  "domain.removed": { refs: ["domain"], hashes: [] },
  "setup-link.created": { refs: ["setup-link"], hashes: [] },
  "setup-link.used": { refs: ["setup-link", "connection"], hashes: [] },
  "setup-link.revoked": { refs: ["setup-link"], hashes: [] },
  "recovery-codes.created": { refs: ["member"], hashes: [] },
  "device.approved": { refs: ["member", "session"], hashes: [] },
  "device.refused": { refs: ["member", "session"], hashes: [] },
  "session.awaited": { refs: ["member"], hashes: [] },
  "session.stepped-up": { refs: ["member", "session", "factor"], hashes: [] },
  "factor.added": { refs: ["member", "factor"], hashes: [] },
  "factor.removed": { refs: ["member", "factor"], hashes: [] },
  "factor.refused": { refs: ["member", "factor"], hashes: [] },
  "factors.reset": { refs: ["member"], hashes: [] },
  "recovery-codes.made": { refs: ["member"], hashes: [] },
  "recovery-code.used": { refs: ["member"], hashes: [] },
  "device.trusted": { refs: ["member", "device"], hashes: [] },
  "device.ended": { refs: ["member", "device"], hashes: [] },
  "api-key.created": { refs: ["api-key"], hashes: [] },
  "api-key.rotated": { refs: ["api-key", "rotated-from"], hashes: [] },
  "api-key.lessened": { refs: ["api-key"], hashes: [] },
  "api-key.revoked": { refs: ["api-key"], hashes: [] },
  "policy.changed": { refs: [], hashes: ["policy", "before"] },
  "directory.connected": { refs: ["directory"], hashes: [] },
  "directory.changed": { refs: ["directory"], hashes: [] },
  "directory.disconnected": { refs: ["directory"], hashes: [] },
  "directory.token-rotated": { refs: ["directory"], hashes: [] },
  "directory.group-mapped": { refs: ["directory", "directory-group"], hashes: [] },
  "directory.user-written": { refs: ["directory", "directory-user", "member"], hashes: [] },
  "directory.user-removed": { refs: ["directory", "directory-user", "member"], hashes: [] },
  "directory.group-written": { refs: ["directory", "directory-group"], hashes: [] },
  "directory.group-removed": { refs: ["directory", "directory-group"], hashes: [] },
  "server.registered": { refs: ["server", "workspace"], hashes: ["url", "command"] },
  "server.removed": { refs: ["server"], hashes: [] },
  "server.tools-checked": { refs: ["server"], hashes: ["tools"] },
  "rules.published": { refs: ["server", "rule-set"], hashes: ["policy", "before"] },
  "grant.created": { refs: ["server", "grant"], hashes: [] },
  "grant.revoked": { refs: ["server", "grant"], hashes: [] },
  "call.decided": { refs: ["server", "grant", "decision"], hashes: ["policy", "definition"] },
  "call.settled": { refs: ["server", "grant", "decision"], hashes: [] },
} as const satisfies Record<string, { refs: readonly string[]; hashes: readonly string[] }>;

export type EntryType = keyof typeof ENTRY_TYPES;

/** What a producer says of an event; the writer adds the time, the number and the chain. */
export type EntryDraft = {
  /** A UUIDv7; appending the same id twice is one entry. New if left out. */
  readonly id?: string;
  readonly type: EntryType;
  readonly slice?: Slice;
  /** Who acted: `member:<id>`, `api-key:<id>`, `grant:<id>`, `system:<name>`. */
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly requestId: string;
  readonly source: string;
  /** The hash of the policy that was in force, where one was. */
  readonly policy?: string | null;
  readonly outcome: string;
  /** A code, never a sentence. */
  readonly reason?: string;
  readonly keys?: readonly string[];
  readonly refs?: Readonly<Record<string, string>>;
  readonly hashes?: Readonly<Record<string, string>>;
  /** The decision this entry belongs to, if any: its own chain within the log. */
  readonly stream?: string;
};

export type PreparedEntry = {
  readonly id: string;
  readonly stream: string | null;
  readonly body: string;
};

const CODE = /^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/;

/**
 * The canonical body of an entry. Throws TypeError if the draft holds a reference or hash that its
 * type does not list, or a text that is not a code: a producer that does so is wrong, and what it
 * wanted to write must not be.
 */
export function prepareEntry(draft: EntryDraft): PreparedEntry {
  const allowed = ENTRY_TYPES[draft.type];
  assertListed(draft.type, "refs", draft.refs, allowed.refs);
  assertListed(draft.type, "hashes", draft.hashes, allowed.hashes);
  assertCodes(draft.actor, draft.action, draft.target, draft.source, draft.outcome, draft.reason);
  const id = draft.id ?? newId();
  const body: Canonical = {
    id,
    type: draft.type,
    slice: draft.slice ?? "main",
    actor: draft.actor,
    action: draft.action,
    target: draft.target,
    request_id: draft.requestId,
    source: draft.source,
    policy: draft.policy ?? null,
    outcome: draft.outcome,
    reason: draft.reason,
    keys: draft.keys,
    refs: draft.refs,
    hashes: draft.hashes,
  };
  return { id, stream: draft.stream ?? null, body: canonicalJson(body) };
}

/** Throws TypeError unless each text, where there is one, is a code: printable ASCII, not too long. */
export function assertCodes(...texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    if (text !== undefined && !CODE.test(text))
      throw new TypeError("a ledger entry would hold a text that is not a code");
  }
}

function assertListed(
  type: EntryType,
  kind: string,
  given: Readonly<Record<string, string>> | undefined,
  allowed: readonly string[],
): void {
  for (const key of Object.keys(given ?? {})) {
    if (!allowed.includes(key)) throw new TypeError(`a ${type} entry may not hold ${kind}.${key}`);
  }
}
