import { WORKSPACE_COOKIE } from "@/components/shell/workspace-cookie";
import type { SessionCaller } from "@/lib/identity";

/**
 * A person as they look at one of their workspaces, if they chose one: they see and make nothing
 * outside of it, by the database's own rules. What is not theirs to choose counts as no choice.
 */
export function inWorkspace<C extends SessionCaller>(caller: C, chosen: string | undefined): C {
  return chosen !== undefined && caller.workspaceIds.includes(chosen)
    ? { ...caller, workspaceIds: [chosen] }
    : caller;
}

export { WORKSPACE_COOKIE };
