import { Problem } from "@/lib/kernel";
import { type ChildEnd, startHint } from "@/lib/stdio";
import type { UpstreamFailure } from "../upstream/attempt";

const LINES_SHOWN = 5;

/** How a command ended, in words that may be shown. */
export function describeEnd({ code, signal, because }: ChildEnd): string {
  if (because !== null) return `The server's process was ended: ${because}.`;
  const how = signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
  return `The server's process ended (${how}) before it had answered.`;
}

/** A start that failed, with the last of what the command said; its secrets are cut out of that. */
export function notStarted(how: string, said: readonly string[]): Problem {
  const words = said.length === 0 ? "" : ` It said: ${said.slice(-LINES_SHOWN).join(" | ")}`;
  return new Problem("upstream_not_started", { detail: `${how}${words}${startHint(said)}` });
}

/** A request that certainly never reached a command. */
export function notTaken(problem: Problem): UpstreamFailure {
  return { kind: "unreachable", sent: false, cause: null, problem };
}
