import {
  type CallToolResult,
  CreateMessageResultSchema,
  ElicitResultSchema,
  ListRootsResultSchema,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { type FixtureTool, type Running, text, texts } from "./tool";

type FormParams = Extract<ServerRequest, { method: "elicitation/create" }>["params"];

const OPTIONS = ["option1", "option2", "option3"];
const titled = (word: string) =>
  ["First", "Second", "Third"].map((nth, n) => ({
    const: `value${n + 1}`,
    title: `${nth} ${word}`,
  }));

async function askModel(prompt: string, running: Running): Promise<CallToolResult> {
  const answer = await running.sendRequest(
    {
      method: "sampling/createMessage",
      params: {
        messages: [{ role: "user", content: { type: "text", text: prompt } }],
        maxTokens: 100,
      },
    },
    CreateMessageResultSchema,
  );
  const { content } = answer;
  return text(`LLM response: ${content.type === "text" ? content.text : content.type}`);
}

async function askPerson(params: FormParams, running: Running): Promise<CallToolResult> {
  const { action, content } = await running.sendRequest(
    { method: "elicitation/create", params },
    ElicitResultSchema,
  );
  return text(
    `Elicitation completed: action=${action}, content=${JSON.stringify(content ?? null)}`,
  );
}

/** Sends a person to a page, and tells when what was to be done there is done. */
async function sendToPage(running: Running): Promise<CallToolResult> {
  const elicitationId = `page-${String(running.requestId)}`;
  const { action } = await running.sendRequest(
    {
      method: "elicitation/create",
      params: {
        mode: "url",
        message: "Sign in there.",
        elicitationId,
        url: "https://example.com/sign-in",
      },
    },
    ElicitResultSchema,
  );
  await running.sendNotification({
    method: "notifications/elicitation/complete",
    params: { elicitationId },
  });
  return text(`Page: ${action}`);
}

/** Tools that ask the client: its model, its person, its roots. */
export const ASKING_TOOLS: Readonly<Record<string, FixtureTool>> = {
  test_sampling: {
    description: "Asks the client's model",
    inputSchema: texts("prompt"),
    run: ({ prompt }, running) => askModel(String(prompt), running),
  },
  test_elicitation: {
    description: "Asks the client's person for name and address",
    inputSchema: texts("message"),
    run: ({ message }, running) =>
      askPerson(
        {
          message: String(message),
          requestedSchema: {
            type: "object",
            properties: {
              username: { type: "string", description: "The person's answer" },
              email: { type: "string", description: "The person's address" },
            },
            required: ["username", "email"],
          },
        },
        running,
      ),
  },
  test_elicitation_sep1034_defaults: {
    description: "Asks with a default for each primitive type",
    run: (_args, running) =>
      askPerson(
        {
          message: "Is this right?",
          requestedSchema: {
            type: "object",
            properties: {
              name: { type: "string", default: "John Doe" },
              age: { type: "integer", default: 30 },
              score: { type: "number", default: 95.5 },
              status: {
                type: "string",
                enum: ["active", "inactive", "pending"],
                default: "active",
              },
              verified: { type: "boolean", default: true },
            },
            required: [],
          },
        },
        running,
      ),
  },
  test_elicitation_sep1330_enums: {
    description: "Asks to choose, in each of the five forms",
    run: (_args, running) =>
      askPerson(
        {
          message: "Choose.",
          requestedSchema: {
            type: "object",
            properties: {
              untitledSingle: { type: "string", enum: OPTIONS },
              titledSingle: { type: "string", oneOf: titled("Option") },
              legacyEnum: {
                type: "string",
                enum: ["opt1", "opt2", "opt3"],
                enumNames: ["Option One", "Option Two", "Option Three"],
              },
              untitledMulti: { type: "array", items: { type: "string", enum: OPTIONS } },
              titledMulti: { type: "array", items: { anyOf: titled("Choice") } },
            },
            required: [],
          },
        },
        running,
      ),
  },
  test_elicitation_url: {
    description: "Sends the client's person to a page",
    run: (_args, running) => sendToPage(running),
  },
  test_roots: {
    description: "Asks for the client's roots",
    run: async (_args, running) => {
      const { roots } = await running.sendRequest({ method: "roots/list" }, ListRootsResultSchema);
      return text(JSON.stringify(roots));
    },
  },
};
