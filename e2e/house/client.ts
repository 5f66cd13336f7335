import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export type Result = { isError?: boolean; content: { type: string; text?: string }[] };

/** The official client, connected to the gate under a grant. */
export async function connect(url: string, token: string): Promise<Client> {
  const client = new Client({ name: "portcullis-e2e", version: "1.0.0" });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  return client;
}

export const call = async (client: Client, name: string, args: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: args })) as Result;

export const textOf = (result: Result) => result.content.map(({ text }) => text ?? "").join("\n");
