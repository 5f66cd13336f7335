import { type Attribute, COMMON, ENTERPRISE_URN, GROUP, type Schema, USER } from "./schema";

/** The most resources that one answer lists. */
export const MAX_RESULTS = 500;

const CORE = "urn:ietf:params:scim:schemas:core:2.0";

/** What this door can do (RFC 7643, section 5): no more than it does. */
export function serviceProviderConfig(base: string): object {
  const no = { supported: false };
  return {
    schemas: [`${CORE}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: MAX_RESULTS },
    changePassword: no,
    sort: no,
    etag: no,
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "The token that was shown when the directory was connected.",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
  };
}

/** The kinds of resources (RFC 7643, section 6). */
export function resourceTypes(base: string): readonly ({ readonly id: string } & object)[] {
  return [USER, GROUP].map((schema) => ({
    schemas: [`${CORE}:ResourceType`],
    id: schema.name,
    name: schema.name,
    endpoint: `/${schema.name}s`,
    description: schema.description,
    schema: schema.id,
    schemaExtensions:
      schema.extension === undefined ? [] : [{ schema: ENTERPRISE_URN, required: false }],
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${schema.name}` },
  }));
}

/** What is kept of each kind (RFC 7643, section 7). */
export function schemas(base: string): readonly ({ readonly id: string } & object)[] {
  const all = [USER, ...(USER.extension === undefined ? [] : [USER.extension]), GROUP];
  return all.map((schema) => ({
    schemas: [`${CORE}:Schema`],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: attributesOf(schema).map(describe),
    meta: { resourceType: "Schema", location: `${base}/Schemas/${schema.id}` },
  }));
}

/** The common attributes are those of every schema, and stand in none (RFC 7643, section 3.1). */
function attributesOf(schema: Schema): readonly Attribute[] {
  return schema.attributes.filter((one) => !COMMON.includes(one));
}

function describe(attribute: Attribute): object {
  const { sub } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multi === true,
    required: attribute.required === true,
    caseExact: attribute.caseExact === true,
    mutability: attribute.readOnly === true ? "readOnly" : "readWrite",
    returned: "default",
    uniqueness: attribute.unique === true ? "server" : "none",
    ...(attribute.type === "reference" ? { referenceTypes: ["external", "uri"] } : {}),
    ...(sub === undefined ? {} : { subAttributes: sub.map(describe) }),
  };
}
