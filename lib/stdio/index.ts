/**
 * Stdio: programs that are MCP servers, started on this machine. Which may be started, what they are
 * held to, and that none of them outlives whoever started it. It knows no protocol and no tenant.
 */
export { type ChildEnd, type ChildListener, StdioChild } from "./child";
export type { LaunchSpec } from "./launch-spec";
export { PROCESS_LIMITS, type ProcessLimits } from "./limits";
export { createLimitsSandbox } from "./limits-sandbox";
export { permitCommand, type StdioSettings } from "./permit-command";
export type { Sandbox } from "./sandbox";
export { startHint } from "./start-hint";
export { refusedVariable } from "./variables";
