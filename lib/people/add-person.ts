import { addMember, type Caller, requirePermission } from "@/lib/access";
import type { Database } from "@/lib/db";
import { findConnection, type SignInDoor } from "@/lib/identity";
import { Problem, type Shown } from "@/lib/kernel";
import { holdsRole } from "./judge-change";
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
  { subject, ...person }: NewMemberInput,
): Promise<Shown<typeof addedMemberSchema>> {
  requirePermission(caller, "members:write");
  if (!holdsRole(caller, person.role)) {
    throw new Problem("forbidden", {
      detail: "This role may do what you may not, so you cannot give it.",
    });
  }
  const { jackson } = await signInDoor();
  const connection = await findConnection({ db, jackson }, caller.tenantId);
  if (connection === null) {
    throw new Problem("conflict", { detail: "This organisation has no sign-in connection yet." });
  }
  return await addMember(db, caller, { ...person, identity: { connection, subject } });
}
