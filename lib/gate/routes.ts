import type { GrantRoute } from "@/lib/servers";

/** Looks grants up by their token's hash; at once where the grant is known. */
export type Routes = {
  get(grantHash: Buffer, requestId: string): GrantRoute | null | Promise<GrantRoute | null>;
};
