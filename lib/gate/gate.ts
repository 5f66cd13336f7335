import type { Committer } from "@/lib/decisions";
import type { GrantRoute } from "@/lib/servers";
import type { Exchanges } from "./exchanges";
import type { Sessions } from "./mcp/sessions";
import type { GateSettings } from "./settings";
import type { UpstreamClient } from "./upstream/client";

/** Looks grants up by their token's hash. */
export type Routes = {
  get(grantHash: Buffer, requestId: string): Promise<GrantRoute | null>;
};

/** What the steps of a call work with. Put together once, in `create-gate.ts`. */
export type Gate = {
  readonly settings: GateSettings;
  readonly routes: Routes;
  readonly committer: Committer;
  readonly sessions: Sessions;
  readonly upstream: UpstreamClient;
  readonly exchanges: Exchanges;
};
