import { type Caller, isPermission, type Permission } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, lastUseNotes, resolveDirectory, type Tx, type Used } from "@/lib/db";
import { Problem } from "@/lib/kernel";

/** A directory that speaks over SCIM. It may write its own people and groups, and nothing else. */
export type DirectoryCaller = Caller & {
  readonly kind: "system";
  readonly directoryId: string;
  readonly tokenId: string;
  /** What the maker of its token held then: it does to no member what they could not have done. */
  readonly authority: ReadonlySet<Permission>;
};

/** What a directory was set up with. */
export type DirectoryRecord = {
  readonly id: string;
  readonly connection: string;
  readonly subjectFrom: "externalId" | "userName";
  readonly defaultRole: string | null;
};

const NOTES = new WeakMap<Database, (used: Used) => void>();

/**
 * The directory behind a bearer token, or null. Its row is read on every request, so a token that
 * was revoked, or has expired, is refused on the next one.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 */
export async function resolveDirectoryCaller(
  { db }: { readonly db: Database },
  token: string,
  request: { readonly requestId: string },
): Promise<DirectoryCaller | null> {
  const parsed = parseToken(token, "pcp");
  if (parsed === null) return null;
  const row = await resolveDirectory(db, parsed.hash);
  if (row === null) return null;
  const actor = `directory:${row.directory_id}`;
  const caller: DirectoryCaller = {
    kind: "system",
    actor,
    subject: actor,
    name: row.name,
    tenantId: row.tenant_id,
    workspaceIds: row.workspace_ids,
    requestId: request.requestId,
    role: null,
    permissions: new Set(["members:read", "members:write"]),
    source: "api",
    directoryId: row.directory_id,
    tokenId: row.token_id,
    authority: new Set(row.capabilities.filter(isPermission)),
  };
  const notes = NOTES.get(db) ?? lastUseNotes(db, "directory_tokens");
  NOTES.set(db, notes);
  notes({ id: row.token_id, identity: caller });
  return caller;
}

/**
 * Holds a directory's record until the transaction ends: what comes from one directory is done one
 * after the other, so that two writes to the same group never lose a member. To be taken before any
 * other lock.
 *
 * @throws Problem `not_found` where there is none, or none any more.
 */
export async function lockDirectory(tx: Tx, id: string): Promise<DirectoryRecord> {
  const [row] = await tx.$queryRaw<DirectoryRecord[]>`
    select id::text, connection, subject_from as "subjectFrom", default_role as "defaultRole"
    from portcullis.directories
    where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid and removed_at is null
    for update`;
  if (row === undefined) throw new Problem("not_found");
  return row;
}

/**
 * The same for the directory itself, whose token may have been revoked since it was let in.
 *
 * @throws Problem `unauthenticated` where it was.
 */
export async function lockOwnDirectory(tx: Tx, caller: DirectoryCaller): Promise<DirectoryRecord> {
  const directory = await lockDirectory(tx, caller.directoryId).catch((thrown: unknown) => {
    if (thrown instanceof Problem && thrown.code === "not_found")
      throw new Problem("unauthenticated");
    throw thrown;
  });
  const [live] = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.directory_tokens
    where tenant_id = (select portcullis.tenant_id()) and id = ${caller.tokenId}::uuid
      and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`;
  if (live === undefined) throw new Problem("unauthenticated");
  return directory;
}
