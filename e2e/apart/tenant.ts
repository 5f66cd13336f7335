import { randomBytes, randomUUID } from "node:crypto";
import { makeToken } from "@/lib/crypto";
import { SESSION_COOKIE } from "@/lib/identity/cookies";
import { newId } from "@/lib/kernel";
import { evaluation } from "../house/house";
import { type Answer, ask, type Sent } from "./ask";
import { sql } from "./database";

/** A tenant whose every name has a word in it that is nowhere else in the world. */
export type CanaryTenant = {
  readonly word: string;
  readonly slug: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly owner: Person;
  /** Who may look at everything, and do nothing. */
  readonly viewer: Person;
};
export type Person = { readonly memberId: string; readonly token: string };

/** Makes a tenant in this house with an owner and a viewer, both signed in. */
export async function makeTenant(): Promise<CanaryTenant> {
  const word = `canary${randomBytes(6).toString("hex")}`;
  const [tenantId, workspaceId] = [newId(), newId()];
  await sql("insert into portcullis.tenants (tenant_id, slug, name) values ($1, $2, $3)", [
    ...[tenantId, word, `${word} organisation`],
  ]);
  await sql(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, $3, $4, $5)",
    [tenantId, workspaceId, `${word}-ws`, `${word} workspace`, randomBytes(32)],
  );
  return {
    ...{ word, slug: word, tenantId, workspaceId },
    owner: await makePerson(tenantId, word, "owner"),
    viewer: await makePerson(tenantId, word, "viewer"),
  };
}

/** A member of that role, signed in. */
export async function makePerson(tenantId: string, word: string, role: string): Promise<Person> {
  const memberId = newId();
  await sql(
    "insert into portcullis.members (tenant_id, id, email, name, role) values ($1, $2, $3, $4, $5)",
    [tenantId, memberId, `${role}-${memberId}@${word}.test`, `${word} ${role}`, role],
  );
  await sql(
    `insert into portcullis.member_identities (tenant_id, connection, subject, member_id)
     values ($1, $2, $3, $4)`,
    [tenantId, `${word}-connection`, memberId, memberId],
  );
  return { memberId, token: await makeSession(tenantId, memberId, word) };
}

/** A session of that member; `ends` is when, in seconds from now. */
export async function makeSession(
  tenantId: string,
  memberId: string,
  agent: string = randomUUID(),
  ends = 3600,
): Promise<string> {
  const { token, hash } = makeToken("pcs");
  await sql(
    `insert into portcullis.sessions
       (tenant_id, id, member_id, token_hash, idle_expires_at, expires_at, user_agent, address)
     values ($1, $2, $3, $4, now() + $5 * interval '1 second', now() + $5 * interval '1 second', $6, $7)`,
    [tenantId, newId(), memberId, hash, ends, agent, `${agent}-address`],
  );
  return token.reveal();
}

export const cookieOf = (token: string) => ({ cookie: `${SESSION_COOKIE}=${token}` });

/** What a browser of this person sends with a change. */
export const asPerson = ({ token }: Person) => ({
  ...cookieOf(token),
  origin: evaluation().console,
});

/** Asks the control API as a person; what it answers, read. Fails where it was not done. */
export async function api(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Sent["headers"] = {},
): Promise<Record<string, string>> {
  const answer: Answer = await ask(`/api/v1${path}`, {
    method,
    headers: { ...asPerson(person), "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text === "" ? {} : JSON.parse(answer.text);
}
