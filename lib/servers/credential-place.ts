import type { Place } from "@/lib/vault";

/** Where a server's credential is sealed. */
export function credentialPlace(workspaceId: string, serverId: string): Place {
  return {
    workspaceId,
    purpose: "credentials",
    table: "server_credentials",
    record: serverId,
    field: "value",
  };
}
