import type { JsonObject } from "@/lib/kernel";
import type { GrantRoute, StdioTarget } from "@/lib/servers";
import type { McpSession } from "../mcp/sessions";

/** One request to a server that is a command. */
export type StdioRequest = {
  readonly kind: "stdio";
  readonly method: "POST" | "GET" | "DELETE";
  readonly target: StdioTarget;
  readonly grant: GrantRoute;
  readonly grantHash: Buffer;
  readonly session: McpSession | null;
  readonly message: JsonObject | null;
  readonly lastEventId: string | null;
  /** Whether the client knows events without data, which tell it from where to resume. */
  readonly takesPriming: boolean;
};
