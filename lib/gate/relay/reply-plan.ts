import type { Asked } from "../mcp/check-answer";
import type { RpcId } from "../mcp/message";
import type { McpSession } from "../mcp/sessions";
import type { UpstreamHead } from "../upstream/attempt";
import type { Expected } from "../upstream/read-head";

/** What is to be done with the answer to a forwarded request. */
export type ReplyPlan = {
  readonly expected: Expected;
  /** The request that is answered; null for streams and acknowledgements. */
  readonly rpcId: RpcId | null;
  /** The session the request belongs to, if it named one. */
  readonly session: McpSession | null;
  /** Whether lists in the answer are filtered by the grant's rules. */
  readonly filtered: boolean;
  /** The request, where the gate reads its answer: one that is none must not pass for an empty one. */
  readonly asked?: Asked;
  /** Whether it is a tool call, whose answer shows how this server answers them. */
  readonly isToolCall?: boolean;
  /** Run once the head is accepted and before the client hears of it; gives headers to add. */
  readonly beforeAnswer?: (head: UpstreamHead) => Promise<readonly string[]>;
};
