"use server";
import { grant, revoke } from "../servers/[id]/actions";

/** Creates a grant to call the server that is named. Its token leaves the server once, in this answer. */
export async function createFor(
  slug: string,
  serverId: string,
  input: { readonly name: string; readonly expiresAt: string | null },
) {
  return await grant(slug, serverId, input);
}

/** Revokes a grant. */
export async function revokeOf(slug: string, serverId: string, grantId: string) {
  return await revoke(slug, serverId, grantId);
}
