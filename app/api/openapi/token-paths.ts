import { z } from "zod";
import type { ProblemCode } from "@/lib/kernel";
import { deviceAnswerSchema, deviceRequestSchema } from "../v1/device/device.schema";
import { tokenAnswerSchema, tokenRequestSchema } from "../v1/token/token.schema";
import type { Components } from "./components";
import { problemResponses, REQUEST_ID } from "./describe-operation";

const OF_ANY_BODY: readonly ProblemCode[] = [
  "malformed_json",
  "host_refused",
  "payload_too_large",
  "unsupported_media_type",
  "unprocessable",
  "internal",
  "database_token_rejected",
  "unavailable",
];

const jwksSchema = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string(),
        kid: z.string(),
        use: z.literal("sig"),
        alg: z.literal("EdDSA"),
      }),
    ),
  })
  .meta({ id: "KeySet" });

/** The open doors of clients: nobody is signed in there yet, so they stand beside the other operations. */
export function tokenPaths(components: Components, consoleOrigin: string) {
  const post = (about: {
    operationId: string;
    summary: string;
    description: string;
    takes: z.ZodType;
    gives: z.ZodType;
    problems: readonly ProblemCode[];
  }) => {
    const { takes, gives, problems, ...said } = about;
    const schema = components.schema(takes, "sent");
    return {
      post: {
        ...said,
        tags: ["Tokens"],
        security: [],
        parameters: [{ $ref: "#/components/parameters/X-Request-Id" }],
        requestBody: {
          required: true,
          content: {
            "application/json": { schema },
            "application/x-www-form-urlencoded": { schema },
          },
        },
        responses: {
          200: {
            description: "Done.",
            headers: { "X-Request-Id": REQUEST_ID },
            content: { "application/json": { schema: components.schema(gives, "given") } },
          },
          ...problemResponses([...problems, ...OF_ANY_BODY], components, consoleOrigin),
        },
      },
    };
  };
  return {
    "/api/v1/device": post({
      operationId: "beginDeviceSignIn",
      summary: "Begins the sign-in of a client that has no browser.",
      description: "After RFC 8628. The person approves the code in a browser that is signed in.",
      takes: deviceRequestSchema,
      gives: deviceAnswerSchema,
      problems: ["not_found", "too_many_requests"],
    }),
    "/api/v1/token": post({
      operationId: "getTokens",
      summary: "Exchanges a refresh token or an approved device code for tokens.",
      description:
        "After RFC 6749 and RFC 8628; a refusal has their `error` beside the members of a problem. A refresh token is good once: the newest one only goes on.",
      takes: tokenRequestSchema,
      gives: tokenAnswerSchema,
      problems: [
        "invalid_grant",
        "invalid_target",
        "authorization_pending",
        "slow_down",
        "access_denied",
        "expired_token",
      ],
    }),
    "/.well-known/jwks.json": {
      get: {
        operationId: "getKeySet",
        summary: "Gives the public keys that access tokens verify by.",
        description: "The one that signs first, then the next one and the one before (RFC 7517).",
        tags: ["Tokens"],
        security: [],
        parameters: [{ $ref: "#/components/parameters/X-Request-Id" }],
        responses: {
          200: {
            description: "The keys.",
            headers: { "X-Request-Id": REQUEST_ID },
            content: { "application/json": { schema: components.schema(jwksSchema, "given") } },
          },
          ...problemResponses(
            ["host_refused", "internal", "unavailable"],
            components,
            consoleOrigin,
          ),
        },
      },
    },
  };
}
