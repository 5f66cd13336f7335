import type { GrantRoute } from "@/lib/servers";

/** Looks grants up by their token's hash. */
export type Routes = {
  get(grantHash: Buffer, requestId: string): Promise<GrantRoute | null>;
};
