import { z } from "zod";
import { type Config, idSchema, type ProblemCode, problemSchema } from "@/lib/kernel";
import type { Components } from "./components";
import { problemResponses, REQUEST_ID } from "./describe-operation";

/** A JSON-RPC message, as far as HTTP is concerned; the protocol itself is described elsewhere. */
const messageSchema = z.looseObject({ jsonrpc: z.literal("2.0") }).meta({
  id: "McpMessage",
  description: "One message of the Model Context Protocol, revision 2025-11-25 or earlier.",
  examples: [
    {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "echo", arguments: { message: "hello" } },
    },
  ],
});

/** A problem as the gate sends it: a JSON-RPC error as well, for clients of the protocol. */
const gateProblemSchema = problemSchema
  .extend({
    jsonrpc: z.literal("2.0"),
    id: z.union([z.string(), z.number(), z.null()]).describe("The id of the request."),
    error: z.looseObject({ code: z.int(), message: z.string() }),
    rule: z.string().optional().describe("The built-in rule that refused, where one did."),
  })
  .meta({
    id: "GateProblem",
    description: "A problem document that is a JSON-RPC error response as well.",
    examples: [],
  });

const ANY: readonly ProblemCode[] = [
  "invalid_request",
  "unauthenticated",
  "host_refused",
  "origin_refused",
  "not_found",
  "session_not_found",
  "too_many_requests",
  "header_too_large",
  "internal",
  "unavailable",
  "database_token_rejected",
];
/** What comes of asking the upstream server, and of a call that its client takes back. */
const OF_THE_UPSTREAM: readonly ProblemCode[] = [
  "not_acceptable",
  "conflict",
  "upstream_unreachable",
  "upstream_not_started",
  "upstream_refused",
  "upstream_timeout",
];
const OF_A_MESSAGE: readonly ProblemCode[] = [
  "malformed_json",
  "payload_too_large",
  "unsupported_media_type",
];

const header = (name: string, description: string, required = false) => ({
  name,
  in: "header",
  description,
  required,
  schema: { type: "string" },
});
const session = (required: boolean) =>
  header("Mcp-Session-Id", "The session, as `initialize` was answered with it.", required);
const revision = header("Mcp-Protocol-Version", "The revision of the protocol that was agreed.");
const lastEvent = header("Last-Event-Id", "The last event of a stream that broke off.");

/** What the gate and the processes answer over HTTP. What is said inside MCP is the protocol's matter. */
export function gatePaths(components: Components, origins: Config["origins"]) {
  const problems = (codes: readonly ProblemCode[]) =>
    problemResponses(codes, components, origins.console, gateProblemSchema);
  const stream = { "text/event-stream": { schema: { type: "string" } } };
  const said = { "X-Request-Id": REQUEST_ID };
  const common = { tags: ["Gate"], security: [{ grant: [] }] };
  return {
    "/mcp/{serverId}": {
      servers: [{ url: origins.gate, description: "The gate." }],
      parameters: [
        {
          name: "serverId",
          in: "path",
          required: true,
          description: "The server that the grant leads to.",
          schema: components.schema(idSchema, "sent"),
        },
        { $ref: "#/components/parameters/X-Request-Id" },
        revision,
      ],
      post: {
        ...common,
        operationId: "sendMessage",
        summary: "Sends one message; a call that the rules refuse is answered as a tool's error.",
        parameters: [session(false)],
        requestBody: {
          required: true,
          content: { "application/json": { schema: components.schema(messageSchema, "sent") } },
        },
        responses: {
          200: {
            description: "The answer, alone or at the end of a stream of events.",
            headers: {
              ...said,
              "Mcp-Session-Id": {
                description: "The session, where this message began one.",
                schema: { type: "string" },
              },
            },
            content: {
              "application/json": { schema: components.schema(messageSchema, "given") },
              ...stream,
            },
          },
          202: { description: "Taken: the message asks for no answer.", headers: said },
          ...problems([...ANY, ...OF_THE_UPSTREAM, ...OF_A_MESSAGE]),
        },
      },
      get: {
        ...common,
        operationId: "openStream",
        summary: "Opens the stream of the server's own messages, or resumes one that broke off.",
        parameters: [session(true), lastEvent],
        responses: {
          200: {
            description: "Events, for as long as the session lasts.",
            headers: said,
            content: stream,
          },
          ...problems([...ANY, ...OF_THE_UPSTREAM]),
        },
      },
      delete: {
        ...common,
        operationId: "endSession",
        summary: "Ends a session, here and upstream.",
        parameters: [session(true)],
        responses: {
          204: { description: "It has ended.", headers: said },
          ...problems(ANY),
        },
      },
    },
  };
}
