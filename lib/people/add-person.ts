import { addMember, type Caller, reachFrom, requirePermission } from "@/lib/access";
import type { Database } from "@/lib/db";
import { findConnection, type SignInDoor } from "@/lib/identity";
import { Problem, type Shown } from "@/lib/kernel";
import type { addedMemberSchema, NewMemberInput } from "./member.schema";

type Rooms = { readonly db: Database; readonly signInDoor: () => Promise<SignInDoor> };

/**
 * Adds a person who signs in through the organisation's connection. They are known by the subject
 * that the identity provider gives them; the mail address is for people to read and opens nothing.
 *
 * @throws Problem `conflict` if the address or subject is taken, or there is no connection;
 * `forbidden` if the role may do what the caller may not.
 */
export async function addPerson(
  { db, signInDoor }: Rooms,
  caller: Caller,
  { subject, workspaces, ...person }: NewMemberInput,
): Promise<Shown<typeof addedMemberSchema>> {
  requirePermission(caller, "members:write");
  const { jackson } = await signInDoor();
  const connection = await findConnection({ db, jackson }, caller.tenantId);
  if (connection === null) {
    throw new Problem("conflict", { detail: "This organisation has no sign-in connection yet." });
  }
  const reach = workspaces === undefined ? undefined : reachFrom(workspaces);
  return await addMember(db, caller, { ...person, reach, identity: { connection, subject } });
}
