import type { Committer } from "@/lib/decisions";
import type { GrantRoute } from "@/lib/servers";
import type { Exchanges } from "./exchanges";
import type { FailedAuthentications } from "./failed-authentications";
import type { Farewells } from "./farewells";
import type { NoteCancelled } from "./mcp/cancelled-calls";
import type { Sessions } from "./mcp/sessions";
import type { ReplyForms } from "./reply-forms";
import type { Routes } from "./routes";
import type { GateSettings } from "./settings";
import type { Upstream } from "./upstream/port";

/** What the steps of a call work with. Put together once, in `create-gate.ts`. */
export type Gate = {
  readonly settings: GateSettings;
  readonly routes: Routes;
  readonly committer: Committer;
  readonly sessions: Sessions;
  readonly upstream: Upstream;
  readonly exchanges: Exchanges;
  readonly failures: FailedAuthentications;
  readonly forms: ReplyForms;
  readonly farewells: Farewells;
  /** Tells the other gates that a call was cancelled which does not run here; never waits and never fails. */
  readonly noteCancelled: NoteCancelled;
  /** Notes that a grant was used; never waits and never fails. */
  readonly noteUse: (grant: GrantRoute) => void;
};
