import { makeToken } from "@/lib/crypto";
import { newId } from "@/lib/kernel";
import { ask } from "./ask";
import { sql } from "./database";
import type { CanaryTenant } from "./tenant";

/** A directory of a tenant, with a token that is good. */
export async function directory({ tenantId, owner, word }: CanaryTenant) {
  const [id, maker] = [newId(), `member:${owner.memberId}`];
  await sql(
    `insert into portcullis.directories (tenant_id, id, name, connection, subject_from, default_role, created_by)
     values ($1, $2, $3, $4, 'externalId', 'viewer', $5)`,
    [tenantId, id, `${word} directory`, `${word}-connection`, maker],
  );
  const { token, hash } = makeToken("pcp");
  await sql(
    `insert into portcullis.directory_tokens (tenant_id, directory_id, id, token_hash, last_four, capabilities, created_by)
     values ($1, $2, $3, $4, '0000', array['admin:all'], $5)`,
    [tenantId, id, newId(), hash, maker],
  );
  return { id, token: token.reveal() };
}

/** A group of a directory. */
export async function group(of: CanaryTenant): Promise<[string, string]> {
  const { id } = await directory(of);
  const groupId = newId();
  await sql(
    `insert into portcullis.directory_groups (tenant_id, directory_id, id, display_name, display_key)
     values ($1, $2, $3, $4, $4)`,
    [of.tenantId, id, groupId, `${of.word} group`],
  );
  return [id, groupId];
}

/** A directory that has spoken: of somebody who is in, of one who has left, of a group, and amiss. */
export async function spokenDirectory(of: CanaryTenant): Promise<string> {
  const { token } = await directory(of);
  const { word } = of;
  const scim = async (method: string, path: string, body: unknown) => {
    const answer = await ask(`/api/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/scim+json",
        "x-request-id": `${word}-scim`,
      },
      body: JSON.stringify(body),
    });
    return JSON.parse(answer.text) as { id: string };
  };
  const person = (name: string) => ({
    userName: `${word}-${name}@people.test`,
    externalId: `${word}-${name}`,
    displayName: `${word} ${name}`,
  });
  const { id: inside } = await scim("POST", "/Users", person("hired"));
  const { id: left } = await scim("POST", "/Users", person("leaver"));
  await scim("PUT", `/Users/${left}`, { ...person("leaver"), active: false });
  await scim("POST", "/Users", person("hired"));
  const members = [{ value: inside }];
  const name = `${word} staff`;
  await scim("POST", "/Groups", { displayName: name, externalId: `${word}-staff`, members });
  await sql(
    "update portcullis.directory_groups set role = 'viewer', sees = '{every}' where tenant_id = $1",
    [of.tenantId],
  );
  await sql("update portcullis.directory_users set given_sees = '{every}' where tenant_id = $1", [
    of.tenantId,
  ]);
  return token;
}
