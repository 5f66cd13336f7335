/*
 * The official client, as an agent would use it, and each call's request id beside its answer.
 */
import { randomUUID } from "node:crypto";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What came back from a call, in the words the client reads. */
export type Answer = { isError: boolean; text: string; requestId: string };

export type TryClient = {
  list(): Promise<{ tools: string[]; requestId: string }>;
  call(tool: string, args: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
};

/** Connects to a server through the gate with a grant. */
export async function connect(mcpUrl: string, token: string): Promise<TryClient> {
  let requestId = "";
  const transport = new StreamableHTTPClientTransport(new URL(mcpUrl), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      if (requestId !== "") headers.set("x-request-id", requestId);
      return fetch(url, { ...init, headers });
    },
  });
  const client = new Client({ name: "portcullis-try", version: "1.0.0" });
  await client.connect(transport);
  const begin = () => {
    requestId = `try-${randomUUID()}`;
    return requestId;
  };

  return {
    async list() {
      const id = begin();
      const { tools } = await client.listTools();
      return { tools: tools.map(({ name }) => name), requestId: id };
    },
    async call(tool, args) {
      const id = begin();
      try {
        const result = await client.callTool({ name: tool, arguments: args });
        const content = result.content as { type: string; text?: string }[];
        const text = content.map((part) => part.text ?? `(${part.type})`).join(" ");
        return { isError: result.isError === true, text, requestId: id };
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return { isError: true, text, requestId: id };
      }
    },
    async close() {
      await transport.terminateSession().catch(() => {});
      await client.close();
    },
  };
}
