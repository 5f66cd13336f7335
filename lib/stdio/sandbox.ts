import type { ChildListener, StdioChild } from "./child";
import type { LaunchSpec } from "./launch-spec";

/**
 * What starts programs and holds them. The one there is uses the limits of the operating system and a
 * user of their own; a stronger one takes this place without anything else knowing.
 */
export type Sandbox = {
  /**
   * Starts a program that has been permitted. Resolves once it runs or has failed to.
   * @throws Problem `command_refused` or `upstream_not_started`; then nothing runs.
   */
  readonly launch: (spec: LaunchSpec, listener: ChildListener) => Promise<StdioChild>;
  /** What cannot be enforced on this machine, in words; empty where everything can. */
  readonly notEnforced: () => Promise<readonly string[]>;
  /** Ends every program that still runs. */
  readonly close: () => Promise<void>;
};
