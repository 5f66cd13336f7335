import type { EndReason } from "../exchange";
import { endProblem } from "../outcome";

/**
 * What a client is told on an event stream that ends before the answer it waits for, or null if it is
 * to be left at the end. Who can take the stream up again by an event id will, and finds the answer
 * there; a client that cannot would wait for as long as its patience lasts.
 */
export function lastWord(stream: {
  readonly ended: EndReason | null;
  readonly broke: boolean;
  readonly resumable: boolean;
}): string | null {
  const { ended, broke, resumable } = stream;
  if (resumable && (ended === null || ended === "stopping")) return null;
  if (ended !== null) return endProblem(ended)?.detail ?? null;
  return broke
    ? "The upstream server closed the connection before it had answered."
    : "The upstream server ended its event stream without an answer.";
}
