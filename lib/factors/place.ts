import type { Place } from "@/lib/vault";

/** Where the secret of a code generator is sealed; it opens nowhere else. */
export function totpPlace(id: string): Place {
  return { workspaceId: null, purpose: "factor", table: "factors", record: id, field: "sealed" };
}
