import type { CallToolResult, Tool } from "@modelcontextprotocol/sdk/types.js";
import { PNG, WAV } from "./media";
import { type FixtureTool, pause, type Running, text } from "./tool";

/** A schema with what only the 2020-12 draft of JSON Schema knows; it must arrive as it is. */
const DRAFT_2020_12 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
} as Tool["inputSchema"];

const image = { type: "image" as const, data: PNG, mimeType: "image/png" };

function resource(uri: string, mimeType: string, said: string): CallToolResult["content"][number] {
  return { type: "resource", resource: { uri, mimeType, text: said } };
}

async function logThrice(running: Running): Promise<CallToolResult> {
  for (const data of ["started", "processing data", "completed"]) {
    const said = data === "processing data" ? `Tool ${data}` : `Tool execution ${data}`;
    await running.sendNotification({
      method: "notifications/message",
      params: { level: "info", logger: "fixture", data: said },
    });
    await pause(50);
  }
  return text("logged");
}

async function progressThrice(running: Running): Promise<CallToolResult> {
  const progressToken = running._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined)
      await running.sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, total: 100, message: `${progress} of 100` },
      });
    await pause(50);
  }
  return text("done");
}

/** Ends the stream under the call; the answer is there for who comes back with the last event's id. */
async function closeStream(running: Running): Promise<CallToolResult> {
  await pause(50);
  running.closeSSEStream?.();
  await pause(100);
  return text("the answer after the reconnection");
}

/** Tools that answer, tell or fail, and ask nobody anything. */
export const TOOLS: Readonly<Record<string, FixtureTool>> = {
  test_simple_text: {
    description: "Answers with a text",
    run: () => text("This is a simple text response for testing."),
  },
  test_image_content: {
    description: "Answers with a picture",
    run: () => ({ content: [image] }),
  },
  test_audio_content: {
    description: "Answers with a sound",
    run: () => ({ content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }] }),
  },
  test_embedded_resource: {
    description: "Answers with a resource",
    run: () => ({
      content: [
        resource("test://embedded-resource", "text/plain", "This is an embedded resource content."),
      ],
    }),
  },
  test_multiple_content_types: {
    description: "Answers with a text, a picture and a resource",
    run: () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        image,
        resource(
          "test://mixed-content-resource",
          "application/json",
          JSON.stringify({ test: "data", value: 123 }),
        ),
      ],
    }),
  },
  test_error_handling: {
    description: "Fails",
    run: () => ({
      ...text("This tool intentionally returns an error for testing"),
      isError: true,
    }),
  },
  test_tool_with_logging: {
    description: "Logs three times while it runs",
    run: (_args, running) => logThrice(running),
  },
  test_tool_with_progress: {
    description: "Tells its progress three times",
    run: (_args, running) => progressThrice(running),
  },
  test_reconnection: {
    description: "Closes its stream before it answers",
    run: (_args, running) => closeStream(running),
  },
  json_schema_2020_12_tool: {
    description: "Has a schema of the draft 2020-12",
    inputSchema: DRAFT_2020_12,
    run: () => text("valid"),
  },
};
