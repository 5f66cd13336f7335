import { randomUUID } from "node:crypto";
import { type Caller, permissionsOf, type Role } from "@/lib/access";
import type { TestTenant } from "@/lib/db/testing";
import { connectDirectory, type NewDirectoryInput } from "@/lib/directory";
import { house } from "../../../rooms";
import { bearer, ORIGIN, type TestApi } from "../../testing/api";
import { DELETE, GET, PATCH, POST, PUT } from "../v2/[[...path]]/route";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered.
  readonly body: any;
};
const DOOR = { GET, POST, PUT, PATCH, DELETE };
type Method = keyof typeof DOOR;

/** A provider's side of a directory that was connected by a member of a tenant. */
export type TestDirectory = {
  readonly id: string;
  readonly token: string;
  readonly owner: Caller;
  scim(method: Method, path: string, body?: unknown, headers?: object): Promise<Answer>;
  /** A new person, as Okta describes them. Gives the resource. */
  hire(part?: object): Promise<Answer["body"]>;
};

/** The member who came with a tenant, in a role. */
export function memberOf(tenant: TestTenant, role: Role = "owner"): Caller {
  return {
    ...tenant.identity,
    kind: "member",
    actor: `member:${tenant.memberId}`,
    name: "Owner",
    role,
    permissions: permissionsOf(role),
    source: "console",
    session: { id: tenant.memberId },
  };
}

/** Sends a request to the SCIM door as Next would. */
export async function scimAs(
  token: string,
  method: Method,
  path: string,
  body?: unknown,
  headers: object = {},
): Promise<Answer> {
  const raw = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`${ORIGIN}/api/scim/v2${path}`, {
    method,
    headers: {
      host: "localhost:3000",
      ...bearer(token),
      ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw }),
  });
  const segments = new URL(request.url).pathname.split("/").slice(4).map(decodeURIComponent);
  const parts = segments.filter((one) => one !== "");
  const params = Promise.resolve(parts.length === 0 ? {} : { path: parts });
  const response = await DOOR[method](request, { params });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

/** Connects a directory to a tenant, in the role of its member. */
export async function testDirectory(
  tenant: TestTenant,
  { role = "owner", ...input }: Partial<NewDirectoryInput> & { role?: Role } = {},
): Promise<TestDirectory> {
  const owner = memberOf(tenant, role);
  const { id, token } = await connectDirectory(await house(), owner, {
    ...{ name: "Provider", subjectFrom: "externalId", defaultRole: "viewer" },
    ...input,
  });
  const text = token.reveal();
  const scim: TestDirectory["scim"] = (...asked) => scimAs(text, ...asked);
  return {
    ...{ id, owner, scim },
    token: text,
    hire: async (part = {}) => {
      const answer = await scim("POST", "/Users", newPerson(part));
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
  };
}

/** A person as a provider describes them for the first time. */
export function newPerson(part: object = {}) {
  const word = randomUUID();
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: `${word}@people.test`,
    externalId: word,
    name: { givenName: "Test", familyName: "Person" },
    emails: [{ primary: true, value: `${word}@people.test`, type: "work" }],
    displayName: "Test Person",
    locale: "en-US",
    active: true,
    groups: [],
    ...part,
  };
}

/** The members of a tenant, by the subject each is known by. */
export async function standingOf(api: TestApi, tenant: TestTenant, subject: string) {
  const [row] = await api.database.admin<{
    id: string;
    role: string;
    status: string;
    name: string;
  }>(
    `select m.id::text, m.role, m.status, m.name, m.email from portcullis.members m
     join portcullis.member_identities i on i.tenant_id = m.tenant_id and i.member_id = m.id
     where m.tenant_id = $1 and i.subject = $2`,
    [tenant.tenantId, subject],
  );
  return row;
}

/** The types of a tenant's ledger entries with their reasons, oldest first. */
export async function ledgerOf(api: TestApi, tenant: TestTenant): Promise<string[]> {
  const rows = await api.database.admin<{ type: string; reason: string | null }>(
    `select type, convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
     from portcullis.ledger_entries where tenant_id = $1 order by seq`,
    [tenant.tenantId],
  );
  return rows.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`));
}
