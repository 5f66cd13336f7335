import { z } from "zod";
import type { Components } from "./components";
import { problemResponses, REQUEST_ID } from "./describe-operation";

/** The path of this description, which is public and so stands beside the other operations. */
export function ownPath(components: Components, consoleOrigin: string) {
  return {
    "/api/v1/openapi.json": {
      get: {
        operationId: "getOpenApi",
        summary: "Gives this description.",
        tags: ["Description"],
        security: [],
        parameters: [
          {
            name: "If-None-Match",
            in: "header",
            description: "The entity tag of the description that is there already.",
            schema: { type: "string" },
          },
          { $ref: "#/components/parameters/X-Request-Id" },
        ],
        responses: {
          200: {
            description: "This description, in OpenAPI 3.1.",
            headers: {
              "X-Request-Id": REQUEST_ID,
              ETag: { description: "Changes with the description.", schema: { type: "string" } },
            },
            content: {
              "application/json": {
                schema: components.schema(z.looseObject({ openapi: z.string() }), "given"),
              },
            },
          },
          304: { description: "It has not changed.", headers: { "X-Request-Id": REQUEST_ID } },
          ...problemResponses(["host_refused"], components, consoleOrigin),
        },
      },
    },
  };
}
