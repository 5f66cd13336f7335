import type {
  GetPromptResult,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplate,
} from "@modelcontextprotocol/sdk/types.js";
import { PNG } from "./media";

export const RESOURCES: readonly Resource[] = [
  {
    uri: "test://static-text",
    name: "text",
    description: "A text that stays",
    mimeType: "text/plain",
  },
  {
    uri: "test://static-binary",
    name: "picture",
    description: "A picture that stays",
    mimeType: "image/png",
  },
  {
    uri: "test://watched-resource",
    name: "watched",
    description: "A text that changes",
    mimeType: "text/plain",
  },
];

export const TEMPLATES: readonly ResourceTemplate[] = [
  {
    uriTemplate: "test://template/{id}/data",
    name: "template",
    description: "Data by id",
    mimeType: "application/json",
  },
];

/** The contents at an address, or null if nothing is there. */
export function readResource(uri: string): ReadResourceResult | null {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id !== undefined) {
    const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { contents: [{ uri, mimeType: "application/json", text: data }] };
  }
  switch (uri) {
    case "test://static-text":
      return textAt(uri, "This is the content of the static text resource.");
    case "test://static-binary":
      return { contents: [{ uri, mimeType: "image/png", blob: PNG }] };
    case "test://watched-resource":
      return textAt(uri, "This is the watched resource.");
    default:
      return null;
  }
}

function textAt(uri: string, text: string): ReadResourceResult {
  return { contents: [{ uri, mimeType: "text/plain", text }] };
}

export const PROMPTS: readonly Prompt[] = [
  { name: "test_simple_prompt", description: "A prompt as it is" },
  {
    name: "test_prompt_with_arguments",
    description: "A prompt that takes two words",
    arguments: [
      { name: "arg1", description: "The first word", required: true },
      { name: "arg2", description: "The second word", required: true },
    ],
  },
  {
    name: "test_prompt_with_embedded_resource",
    description: "A prompt that holds a resource",
    arguments: [{ name: "resourceUri", description: "The resource's address", required: true }],
  },
  { name: "test_prompt_with_image", description: "A prompt that holds a picture" },
];

/** A prompt's messages, or null if there is none of this name. */
export function getPrompt(
  name: string,
  args: Readonly<Record<string, string>>,
): GetPromptResult | null {
  switch (name) {
    case "test_simple_prompt":
      return said({ type: "text", text: "This is a simple prompt for testing." });
    case "test_prompt_with_arguments":
      return said({
        type: "text",
        text: `Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`,
      });
    case "test_prompt_with_embedded_resource":
      return said(
        {
          type: "resource",
          resource: {
            uri: args.resourceUri ?? "",
            mimeType: "text/plain",
            text: "Embedded resource content for testing.",
          },
        },
        { type: "text", text: "Please process the embedded resource above." },
      );
    case "test_prompt_with_image":
      return said(
        { type: "image", data: PNG, mimeType: "image/png" },
        { type: "text", text: "Please analyze the image above." },
      );
    default:
      return null;
  }
}

function said(...contents: GetPromptResult["messages"][number]["content"][]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: "user", content })) };
}
