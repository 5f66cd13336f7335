/**
 * Gate: the governed call. Agents reach upstream servers through here only: who asks, may they, and
 * the proof of both, before anything goes on.
 */
export { createGate, type RunningGate } from "./create-gate";
export { GATE_LIMITS, type GateLimits } from "./settings";
