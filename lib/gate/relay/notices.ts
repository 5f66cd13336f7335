/** What of a grant's view of its server has changed. */
export type ViewChange = {
  readonly tools: boolean;
  /** Resources and prompts, which are seen or not seen as a whole. */
  readonly others: boolean;
};

/** A comment that shows that a silent stream lives. */
export const KEEP_ALIVE = ": keep-alive\n\n";

/**
 * The events that tell a client to list again. They have no id: they are the gate's own, and a stream
 * that is taken up later is taken up at the upstream's last event.
 */
export function noticesOf(change: ViewChange): string {
  const lists = [
    ...(change.tools ? ["tools"] : []),
    ...(change.others ? ["resources", "prompts"] : []),
  ];
  return lists
    .map((list) => `notifications/${list}/list_changed`)
    .map((method) => `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", method })}\n\n`)
    .join("");
}
