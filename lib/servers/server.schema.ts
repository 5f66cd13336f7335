import * as z from "zod";
import { displayName, isVisible } from "@/lib/kernel/display-name";
import { documentedAs, idSchema } from "@/lib/kernel/wire.schema";
import { rulesSchema } from "@/lib/policy/rules.schema";
import { refusedVariable } from "@/lib/stdio/variables";
import { mayCarryCredential } from "./credential-header";

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, "A header's name is letters, digits and dashes")
  .transform((name) => name.toLowerCase())
  .refine(
    mayCarryCredential,
    "This header steers the request itself and cannot carry a credential",
  );
const headerValue = z
  .string()
  .min(1)
  .max(8192)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, "The value must be printable ASCII");

/** A credential as it is given: a bearer token alone, or a header and its whole value. */
const credentialSchema = z
  .union([
    headerValue
      .transform((token) => ({ header: "authorization", value: `Bearer ${token}` }))
      .describe("A bearer token."),
    z
      .strictObject({ header: headerName.default("authorization"), value: headerValue })
      .describe("A header, and all of its value."),
  ])
  .describe("What the upstream server asks for. Sealed at once, and never given back.");

const name = displayName("Give the server a name");

const workspaceId = idSchema
  .optional()
  .describe("In which workspace; left out, the oldest of the caller's that takes anything new.");

/** A server at an address. */
const newHttpServerSchema = z.strictObject({
  name,
  workspaceId,
  url: z.url({ protocol: /^https?$/, error: "Give the server's http or https address" }).max(2000),
  credential: credentialSchema.optional(),
});

const text = (max: number) =>
  z
    .string()
    .max(max, `At most ${max} characters`)
    .refine((value) => !value.includes("\0"), "A text may not hold NUL");
const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "A variable's name is letters, digits and underscores")
  .refine((name) => !refusedVariable(name), "This variable may not be set");

/** A server that is a command on the gate's machine. */
const newStdioServerSchema = z
  .strictObject({
    name,
    workspaceId,
    command: z
      .string()
      .min(1, "Give the command")
      .max(1000)
      .refine(isVisible, "A command may not hold characters that cannot be seen")
      .describe("An executable on the gate's machine, of those its operator lists."),
    args: z.array(text(4096)).max(100, "At most 100 arguments").default([]),
    env: z
      .record(variableName, text(4096))
      .refine((env) => Object.keys(env).length <= 64, "At most 64 variables")
      .default({})
      .describe("Variables that are no secrets: they are shown to whoever sees the server."),
    credential: z
      .strictObject({
        variable: variableName.describe("The variable it is given to the command in."),
        value: text(8192).min(1, "Give the value"),
      })
      .optional()
      .describe("The one variable that is a secret. Sealed at once, and never given back."),
  })
  .refine(({ env, credential }) => credential === undefined || !(credential.variable in env), {
    path: ["credential", "variable"],
    message: "This variable is set beside its secret",
  });

export type NewHttpServer = z.output<typeof newHttpServerSchema>;
export type NewStdioServer = z.output<typeof newStdioServerSchema>;
export type NewServerInput = NewHttpServer | NewStdioServer;

/** The fault of a variable's name in its own words, not that the record has one. */
function tellKey(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_key") return issue;
  const { path, issues } = issue;
  return { code: "custom", path, message: issues[0]?.message ?? issue.message };
}

/**
 * A server to register: what names a command is a command, all else is at an address. Judged by the
 * one form it means to have, so that its faults are that form's.
 */
export const newServerSchema = documentedAs(
  z.unknown().transform((value, context): NewServerInput => {
    const isCommand = typeof value === "object" && value !== null && "command" in value;
    const judged = (isCommand ? newStdioServerSchema : newHttpServerSchema).safeParse(value);
    if (judged.success) return judged.data;
    for (const issue of judged.error.issues) context.addIssue({ ...tellKey(issue) });
    return z.NEVER;
  }),
  z.union([newHttpServerSchema, newStdioServerSchema]).meta({
    id: "NewServer",
    examples: [
      { name: "Payments", url: "https://mcp.example.com/mcp", credential: "a-bearer-token" },
      {
        name: "Search",
        url: "https://search.example.com/mcp",
        credential: { header: "x-api-key", value: "a-key" },
      },
      {
        name: "Files",
        command: "/usr/local/bin/mcp-files",
        args: ["--read-only", "/srv/files"],
        env: { LOG_LEVEL: "warn" },
        credential: { variable: "FILES_TOKEN", value: "a-token" },
      },
    ],
  }),
);

export const newGrantSchema = z
  .strictObject({
    name: displayName("Give the grant a name"),
    expiresAt: z.iso
      .datetime({ offset: true, error: "Give a date and time with its offset" })
      .nullish()
      .describe("When it ends by itself; never if left out."),
  })
  .meta({
    id: "NewGrant",
    examples: [{ name: "Support agent" }, { name: "Trial", expiresAt: "2027-01-31T12:00:00Z" }],
  });
export type NewGrantInput = z.output<typeof newGrantSchema>;

const hash = z.string().regex(/^[0-9a-f]{64}$/, "A hash is 64 hexadecimal digits");
const envelope = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  expectedHash: hash
    .nullish()
    .describe("The hash of the version this one replaces; refused if another came in between."),
  onlyFirst: z
    .boolean()
    .optional()
    .describe("Publishes only where nothing was published before; refused otherwise."),
});

/** What is published: the rules document as it stands, or in an envelope with the hash it replaces. */
export const publishRulesSchema = z.union([
  envelope,
  documentedAs(
    z
      .custom<object>(
        (value) => typeof value === "object" && value !== null && !("document" in value),
      )
      .transform((document) => ({ document, expectedHash: null })),
    rulesSchema,
  ),
]);

export const dryRunSchema = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  limit: z.number().int().min(1).max(1000).default(200).describe("How many of the last calls."),
});

export const tryCallSchema = z.strictObject({
  document: documentedAs(z.unknown(), rulesSchema),
  tool: z.string().min(1, "Name a tool").max(256),
  arguments: z.record(z.string(), z.unknown()).optional().describe("The call's arguments."),
});
