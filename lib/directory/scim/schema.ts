/*
 * What is kept of a person and of a group: the attributes of RFC 7643 that say who somebody is and
 * where they work. Passwords, certificates, photographs and entitlements are not: they are known by
 * name, so that a provider that sends them is not refused, and are dropped as they come.
 */
export type Attribute = {
  readonly name: string;
  readonly type: "string" | "boolean" | "complex" | "reference" | "dateTime";
  readonly multi?: boolean;
  readonly required?: boolean;
  readonly caseExact?: boolean;
  readonly readOnly?: boolean;
  /** No two resources of a directory have the same. */
  readonly unique?: boolean;
  readonly sub?: readonly Attribute[];
};

export type Schema = {
  readonly id: string;
  readonly name: "User" | "Group" | "EnterpriseUser";
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** A schema whose attributes stand under its own name within the resource. */
  readonly extension?: Schema;
};

export const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const text = (name: string): Attribute => ({ name, type: "string" });
const exact = (name: string): Attribute => ({ name, type: "string", caseExact: true });

const multi = (name: string, ...more: string[]): Attribute => ({
  name,
  type: "complex",
  multi: true,
  sub: [
    ...["value", "display", "type", ...more].map(text),
    { name: "primary", type: "boolean" as const },
  ],
});

const reference = (name: string, readOnly: boolean): Attribute => ({
  name,
  type: "complex",
  multi: true,
  readOnly,
  sub: [
    exact("value"),
    { name: "$ref", type: "reference", caseExact: true },
    text("display"),
    text("type"),
  ],
});

/** What every resource has (RFC 7643, section 3.1). */
export const COMMON: readonly Attribute[] = [
  { name: "id", type: "string", caseExact: true, readOnly: true },
  { name: "externalId", type: "string", caseExact: true },
  {
    name: "meta",
    type: "complex",
    readOnly: true,
    sub: [
      exact("resourceType"),
      { name: "created", type: "dateTime" },
      { name: "lastModified", type: "dateTime" },
      { name: "location", type: "reference", caseExact: true },
    ],
  },
];

const ENTERPRISE: Schema = {
  id: ENTERPRISE_URN,
  name: "EnterpriseUser",
  description: "Where a person works.",
  attributes: [
    ...["employeeNumber", "costCenter", "organization", "division", "department"].map(text),
    {
      name: "manager",
      type: "complex",
      sub: [
        exact("value"),
        { name: "$ref", type: "reference", caseExact: true },
        text("displayName"),
      ],
    },
  ],
};

export const USER: Schema = {
  id: USER_URN,
  name: "User",
  description: "A person, as the directory describes them.",
  attributes: [
    { name: "userName", type: "string", required: true, unique: true },
    {
      name: "name",
      type: "complex",
      sub: [
        ...["formatted", "familyName", "givenName", "middleName"],
        ...["honorificPrefix", "honorificSuffix"],
      ].map(text),
    },
    ...["displayName", "nickName"].map(text),
    { name: "profileUrl", type: "reference", caseExact: true },
    ...["title", "userType", "preferredLanguage", "locale", "timezone"].map(text),
    { name: "active", type: "boolean" },
    multi("emails"),
    multi("phoneNumbers"),
    multi(
      "addresses",
      ...["formatted", "streetAddress", "locality", "region", "postalCode", "country"],
    ),
    multi("roles"),
    reference("groups", true),
  ],
  extension: ENTERPRISE,
};

export const GROUP: Schema = {
  id: GROUP_URN,
  name: "Group",
  description: "A group of people.",
  attributes: [
    { name: "displayName", type: "string", required: true },
    reference("members", false),
  ],
};

/** Attributes of RFC 7643 that are taken for what they are, and not kept. */
export const DROPPED: ReadonlySet<string> = new Set(
  ["password", "ims", "photos", "entitlements", "x509Certificates", "schemas"].map((name) =>
    name.toLowerCase(),
  ),
);

/** The attribute of that name, in whatever case it is written (RFC 7643, section 2.1). */
export function attributeOf(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const wanted = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === wanted);
}

/** The attributes a resource of the schema has at its top, the common ones first. */
export function topLevel(schema: Schema): readonly Attribute[] {
  return [...COMMON, ...schema.attributes];
}
