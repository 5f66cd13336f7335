export type GrantExample = {
  readonly id: "curl" | "typescript" | "client";
  readonly label: string;
  readonly code: string;
};

/** Ready to paste: the ways a new grant is used. `name` is how a client's list shows the server. */
export function grantExamples(mcpUrl: string, token: string, name: string): GrantExample[] {
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "curl", version: "1" },
    },
  };
  const client = {
    mcpServers: {
      [clientKey(name)]: {
        type: "http",
        url: mcpUrl,
        headers: { Authorization: `Bearer ${token}` },
      },
    },
  };
  return [
    {
      id: "curl",
      label: "curl",
      code: [
        `curl ${mcpUrl} \\`,
        `  -H "Authorization: Bearer ${token}" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -H "Accept: application/json, text/event-stream" \\`,
        `  -d '${JSON.stringify(body)}'`,
      ].join("\n"),
    },
    {
      id: "typescript",
      label: "TypeScript",
      code: [
        'import { Client } from "@modelcontextprotocol/sdk/client/index.js";',
        'import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";',
        "",
        'const client = new Client({ name: "my-agent", version: "1.0.0" });',
        "await client.connect(",
        `  new StreamableHTTPClientTransport(new URL("${mcpUrl}"), {`,
        `    requestInit: { headers: { Authorization: "Bearer ${token}" } },`,
        "  }),",
        ");",
        "const { tools } = await client.listTools();",
      ].join("\n"),
    },
    { id: "client", label: "MCP client", code: JSON.stringify(client, null, 2) },
  ];
}

/** A name as a client's configuration likes its keys. */
export function clientKey(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return key === "" ? "portcullis" : key;
}
