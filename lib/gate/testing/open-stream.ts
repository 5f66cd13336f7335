import { headersOf, send, type TestGrant } from "./test-gate";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  },
};

/** Initialises and returns the session's id. */
export async function beginSession(grant: TestGrant): Promise<string> {
  const reply = await send(grant, INITIALIZE);
  if (reply.status !== 200) throw new Error(`initialize: ${reply.status} ${reply.text}`);
  return reply.headers.get("mcp-session-id") ?? "";
}

/** Ends a session as a client does. */
export async function deleteSession(grant: TestGrant, session: string): Promise<number> {
  const headers = { ...headersOf(grant), "mcp-session-id": session };
  return (await fetch(grant.url, { method: "DELETE", headers })).status;
}

export type OpenStream = {
  readonly status: number;
  /** All that has come. */
  readonly text: () => string;
  /** Whether the other side has ended it. */
  readonly over: () => boolean;
  /** Milliseconds until `holds`, or an error after `within`. */
  readonly until: (holds: () => boolean, within?: number) => Promise<number>;
  readonly close: () => void;
};

/** Opens a session's event stream and reads it as it comes. */
export async function openStream(
  grant: TestGrant,
  session: string,
  more: Record<string, string> = {},
): Promise<OpenStream> {
  const controller = new AbortController();
  const { authorization = "" } = headersOf(grant);
  const response = await fetch(grant.url, {
    headers: { authorization, accept: "text/event-stream", "mcp-session-id": session, ...more },
    signal: controller.signal,
  });
  let text = "";
  let over = false;
  void (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })()
    .catch(() => {})
    .finally(() => {
      over = true;
    });
  return {
    status: response.status,
    text: () => text,
    over: () => over,
    async until(holds, within = 1_000) {
      const begun = performance.now();
      while (!holds()) {
        if (performance.now() - begun > within)
          throw new Error(`not within ${within} ms; what came: ${text}`);
        await new Promise((wake) => setTimeout(wake, 5));
      }
      return performance.now() - begun;
    },
    close: () => controller.abort(),
  };
}
