import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { ASKING_TOOLS } from "./asking-tools";
import { getPrompt, PROMPTS, RESOURCES, readResource, TEMPLATES } from "./content";
import type { FixtureTool } from "./tool";
import { TOOLS } from "./tools";

const ALL: Readonly<Record<string, FixtureTool>> = { ...TOOLS, ...ASKING_TOOLS };
const WORDS = ["paris", "park", "party"];

/** One session's server: every capability of the revision 2025-11-25, on the official SDK. */
export function makeMcpServer(more: Readonly<Record<string, FixtureTool>> = {}): {
  readonly server: Server;
  /** The resources the session has subscribed to. */
  readonly subscribed: Set<string>;
} {
  const tools: Readonly<Record<string, FixtureTool>> = { ...ALL, ...more };
  const subscribed = new Set<string>();
  const server = new Server(
    { name: "portcullis-fixture", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        completions: {},
        logging: {},
      },
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(tools).map(([name, { title, description, inputSchema }]) => ({
      ...{ name, title },
      description,
      inputSchema: inputSchema ?? { type: "object", properties: {} },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, running) => {
    const tool = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined;
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `No tool ${params.name}`);
    return await tool.run(params.arguments ?? {}, running);
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [...RESOURCES] }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [...TEMPLATES],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const found = readResource(uri);
    if (found === null) throw new McpError(-32002, "Resource not found", { uri });
    return found;
  });
  server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    subscribed.add(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [...PROMPTS] }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const found = getPrompt(params.name, params.arguments ?? {});
    if (found === null) throw new McpError(ErrorCode.InvalidParams, `No prompt ${params.name}`);
    return found;
  });
  server.setRequestHandler(CompleteRequestSchema, ({ params: { argument } }) => {
    const values = WORDS.filter((word) => word.startsWith(argument.value));
    return { completion: { values, total: values.length, hasMore: false } };
  });
  return { server, subscribed };
}
