import type { SessionCaller } from "@/lib/identity";
import type { Audience, SigningKeys } from "./signing-keys";

/** Which program a token was given to: there is one kind of client, and no registration of others. */
const CLIENT_ID = "portcullis-cli";

/** An access token for the session of a client, with what its member may do at this moment. */
export async function issueAccessToken(
  signing: SigningKeys,
  caller: SessionCaller,
  audience?: Audience,
): Promise<{ readonly token: string; readonly expiresIn: number }> {
  const claims = {
    sub: caller.actor,
    client_id: CLIENT_ID,
    tenant_id: caller.tenantId,
    workspace_ids: [...caller.workspaceIds],
    roles: rolesOf(caller),
    caps: [...caller.permissions].sort(),
    amr: [...caller.session.amr],
    sid: caller.session.id,
  };
  return await signing.mint(claims, audience);
}

/** The built-in role by its name; one of the organisation's own by its id, since names change. */
function rolesOf({ role, customRole }: SessionCaller): string[] {
  if (role !== null) return [role];
  return customRole == null ? [] : [customRole.id];
}
