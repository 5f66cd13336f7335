import { z } from "zod";
import { type Config, countSchema, problemSchema } from "@/lib/kernel";
import type { Components } from "./components";
import { problemResponses, REQUEST_ID } from "./describe-operation";

const livenessSchema = z.strictObject({ status: z.literal("ok") });

const checksSchema = z
  .record(
    z.string(),
    z.strictObject({
      ok: z.boolean(),
      required: z.boolean().describe("Whether the process is out of service without it."),
      milliseconds: countSchema,
    }),
  )
  .describe("Everything the process depends on.");

const readinessSchema = z
  .strictObject({ status: z.enum(["ready", "degraded", "not ready"]), checks: checksSchema })
  .meta({ id: "Readiness" });

/** The console says that it is not ready in a problem document, the gate in the form of its yes. */
const notReadySchema = problemSchema
  .extend({ checks: checksSchema })
  .meta({ id: "NotReady", examples: [] });

/** What the console and the gate both answer, each for itself. */
export function processPaths(components: Components, origins: Config["origins"]) {
  const servers = [
    { url: origins.console, description: "The console and its API." },
    { url: origins.gate, description: "The gate." },
  ];
  const path = (get: object) => ({
    servers,
    get: {
      tags: ["Processes"],
      parameters: [{ $ref: "#/components/parameters/X-Request-Id" }],
      ...get,
    },
  });
  const json = (schema: z.ZodType) => ({
    "application/json": { schema: components.schema(schema, "given") },
  });
  const said = { "X-Request-Id": REQUEST_ID };
  const refused = problemResponses(["host_refused"], components, origins.console);
  return {
    "/healthz": path({
      operationId: "getHealth",
      summary: "Says that the process lives, and nothing of what it depends on.",
      security: [],
      responses: {
        200: { description: "It lives.", headers: said, content: json(livenessSchema) },
        ...refused,
      },
    }),
    "/readyz": path({
      operationId: "getReadiness",
      summary: "Says whether the process can work, and each thing it depends on.",
      security: [],
      responses: {
        200: {
          description: "It can; `degraded` if something it can do without is down.",
          headers: said,
          content: json(readinessSchema),
        },
        503: {
          description: "Something it needs is down.",
          headers: { ...said, "Retry-After": { $ref: "#/components/headers/Retry-After" } },
          content: {
            ...json(readinessSchema),
            "application/problem+json": { schema: components.schema(notReadySchema, "given") },
          },
        },
        ...refused,
      },
    }),
    "/metrics": path({
      operationId: "getMetrics",
      summary: "Gives the figures of the process in the text form of Prometheus.",
      description: "Open in an evaluation; in production, closed until a token is set.",
      security: [{ metricsToken: [] }, {}],
      responses: {
        200: {
          description: "The figures. None names a tenant.",
          headers: said,
          content: { "text/plain": { schema: { type: "string" } } },
        },
        ...problemResponses(
          ["unauthenticated", "not_found", "internal"],
          components,
          origins.console,
        ),
      },
    }),
  };
}
