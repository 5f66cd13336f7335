import { z } from "zod";
import { placesSchema } from "@/lib/access/places.schema";
import { roleRefSchema } from "@/lib/access/roles/role.schema";
import { displayName } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";
import { PROVIDER_FAILURES } from "../providers/failures";
import { SIGNATURES } from "../saml/expected";
import { VENDORS, type Vendor } from "./vendors";

const vendor = z.enum(Object.keys(VENDORS) as [Vendor, ...Vendor[]]);
const name = displayName("Give the connection a name");
const address = (missing: string) => z.string().trim().min(1, missing).max(2000);
/** An owner is made by an owner, by hand: no claim of a provider makes one. */
const role = roleRefSchema.refine(
  (one) => one !== "owner",
  "No claim makes an owner: owners are made by hand",
);

export const CONNECTION_STATES = ["draft", "tested", "active", "enforced", "off"] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

const signatures = z
  .enum(SIGNATURES, { error: "Say which: both, assertion or response" })
  .describe(
    "What the provider must have signed of its answers (SAML only): both the response and the assertion, or the one it can sign.",
  );

const oidcSchema = z.strictObject({
  kind: z.literal("oidc"),
  vendor: vendor.default("other"),
  name,
  discoveryUrl: address("Give the address of the provider's discovery document").describe(
    "The provider's discovery document (OpenID Connect Discovery 1.0), or its issuer.",
  ),
  clientId: z.string().trim().min(1, "Give the client id").max(255),
  clientSecret: z.string().trim().min(1, "Give the client secret").max(2000),
});

const samlSchema = z.strictObject({
  kind: z.literal("saml"),
  vendor: vendor.default("other"),
  name,
  metadata: z
    .union([
      z.strictObject({ url: address("Give the address of the metadata") }),
      z.strictObject({ xml: z.string().min(1, "Give the metadata").max(200_000) }),
      z.strictObject({
        entityId: z.string().trim().min(1, "Give the provider's entity id").max(1000),
        ssoUrl: address("Give the address of the provider's sign-in"),
        certificates: z
          .array(z.string().trim().min(1).max(20_000))
          .min(1, "Give the certificate")
          .max(2, "At most two certificates: the one in use, and the one that follows it"),
        signedRequests: z
          .boolean()
          .optional()
          .describe(
            "Whether the provider takes signed requests only, as metadata says by WantAuthnRequestsSigned; left out: no, and in a renewal as it was.",
          ),
      }),
    ])
    .describe("The provider's metadata: where it is, its text, or its three values."),
  signatures: signatures.default("both"),
});

export const newConnectionSchema = z.discriminatedUnion("kind", [oidcSchema, samlSchema]).meta({
  id: "NewConnection",
  examples: [
    {
      kind: "oidc",
      vendor: "keycloak",
      name: "Keycloak",
      discoveryUrl: "https://id.acme.example/realms/acme/.well-known/openid-configuration",
      clientId: "portcullis",
      clientSecret: "0d6f…",
    },
  ],
});
export type NewConnectionInput = z.output<typeof newConnectionSchema>;

export const roleRuleSchema = z
  .strictObject({
    claim: z.string().trim().min(1, "Name the claim").max(200),
    value: z.string().min(1, "Say which value").max(500),
    role: role.nullable(),
    workspaces: placesSchema
      .nullish()
      .describe(
        "Which workspaces it gives; left out or null, what other rules say, or else the policy for newcomers.",
      ),
  })
  .refine(({ role: one, workspaces }) => one !== null || (workspaces ?? []).length > 0, {
    path: ["role"],
    message: "A rule gives a role, workspaces, or both",
  });
export type RoleRule = z.output<typeof roleRuleSchema>;

export const connectionChangeSchema = z
  .strictObject({
    version: z.int().min(1).describe("The version that was read; another one now is a conflict."),
    name: name.optional(),
    idpInitiated: z
      .boolean()
      .optional()
      .describe("Whether the provider may begin a sign-in by itself (SAML only)."),
    signatures: signatures.optional(),
    defaultRole: role
      .nullable()
      .optional()
      .describe(
        "What somebody gets who comes for the first time; null: only who a rule names comes in.",
      ),
    roleRules: z.array(roleRuleSchema).max(100).optional(),
    linkByAddress: z
      .boolean()
      .optional()
      .describe("Whether a member is known by a verified address when they first come this way."),
  })
  .meta({ id: "ConnectionChange", examples: [{ version: 1, defaultRole: "viewer" }] });
export type ConnectionChangeInput = z.output<typeof connectionChangeSchema>;

export const connectionStateSchema = z
  .strictObject({
    version: z.int().min(1),
    state: z
      .enum(["active", "enforced", "off"])
      .describe("In use, the only way in, or shut. A draft must have been tested before."),
  })
  .meta({ id: "ConnectionStateChange", examples: [{ version: 2, state: "active" }] });
export type ConnectionStateInput = z.output<typeof connectionStateSchema>;

const certificateSchema = z.strictObject({
  fingerprint: z.string().describe("SHA-256 of the certificate, in hexadecimal digits."),
  subject: z.string(),
  notBefore: momentSchema,
  notAfter: momentSchema,
});

const ownCertificateSchema = z.strictObject({
  state: z
    .enum(["next", "current", "previous"])
    .describe("What signs after this one, what signs, and what only opens answers still."),
  fingerprint: z.string().describe("SHA-256 of the certificate, in hexadecimal digits."),
  notAfter: momentSchema,
  signsFrom: momentSchema
    .nullable()
    .describe("Of the next one: when it signs; null where the operator says when."),
  opensUntil: momentSchema
    .nullable()
    .describe("Of a previous one: until when answers that are encrypted to it are taken."),
});

export const connectionViewSchema = z
  .strictObject({
    id: idSchema,
    kind: z.enum(["saml", "oidc"]),
    vendor: z.string(),
    name: z.string(),
    state: z.enum(CONNECTION_STATES),
    version: z.int().min(1),
    sourceUrl: z.string().nullable().describe("Where the provider describes itself."),
    issuer: z.string().nullable(),
    clientId: z.string().nullable(),
    idpInitiated: z.boolean(),
    signatures: z
      .enum(SIGNATURES)
      .describe("What must be signed of the provider's answers (SAML)."),
    defaultRole: z.string().nullable(),
    roleRules: z.array(roleRuleSchema),
    linkByAddress: z.boolean(),
    certificates: z.array(certificateSchema),
    ownCertificates: z
      .array(ownCertificateSchema)
      .describe("Ours, as the provider must know them (SAML); the same for every organisation."),
    domains: z.array(z.string()).describe("The verified domains that it may vouch for."),
    members: countSchema.describe("How many members are known by it."),
    createdAt: momentSchema,
    testedAt: momentSchema.nullable(),
    failing: z
      .strictObject({ since: momentSchema, failure: z.enum(PROVIDER_FAILURES) })
      .nullable()
      .describe(
        "How its provider does not answer as it should; null where it does, or nobody comes in by it.",
      ),
  })
  .meta({ id: "Connection" });

export const createdConnectionSchema = z.strictObject({ id: idSchema, receipt: receiptSchema });
export const connectionReceiptSchema = z.strictObject({ receipt: receiptSchema });
export const changedStateSchema = z.strictObject({
  receipt: receiptSchema,
  sessionsEnded: countSchema.describe("How many sessions that came through it ended with it."),
});

export const connectionTestSchema = z
  .strictObject({
    id: idSchema,
    outcome: z.enum(["running", "passed", "refused"]),
    reason: z.string().nullable(),
    words: z.string().nullable().describe("The reason in plain words."),
    found: z.string().nullable().describe("What was found in the answer, where it was refused."),
    createdAt: momentSchema,
    finishedAt: momentSchema.nullable(),
    claims: z
      .record(z.string(), z.array(z.string()))
      .nullable()
      .describe("What the provider said of whoever tried it, by the names it uses."),
    wouldGive: z
      .strictObject({
        role: z
          .string()
          .nullable()
          .describe("A built-in role, or the id of one of the organisation's own."),
        roleName: z.string().nullable(),
        workspaces: placesSchema.nullable().describe("What they would see; null without a role."),
        rule: z.int().nullable().describe("Which rule gives the role; null: the default, or none."),
        email: z.string().nullable(),
        domain: z.string().nullable(),
        domainVerified: z.boolean().nullable(),
        known: z.boolean().describe("Whether a member is known by this identity already."),
      })
      .nullable()
      .describe("What a sign-in with these claims would come to."),
  })
  .meta({ id: "ConnectionTest" });

export const connectionRenewalSchema = z
  .union([
    z.strictObject({
      version: z.int().min(1),
      clientSecret: z.string().trim().min(1, "Give the new client secret").max(2000),
    }),
    z.strictObject({ version: z.int().min(1), metadata: samlSchema.shape.metadata }),
  ])
  .meta({ id: "ConnectionRenewal", examples: [{ version: 3, clientSecret: "7c1a…" }] });
export type ConnectionRenewalInput = z.output<typeof connectionRenewalSchema>;
