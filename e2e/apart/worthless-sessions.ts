import { hashToken, makeToken } from "@/lib/crypto";
import { SESSION_COOKIE } from "@/lib/identity/cookies";
import { sql } from "./database";
import { api, type CanaryTenant, makePerson, makeSession } from "./tenant";

export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Everything that may stand where a session stands, and is none for this tenant. */
export async function worthlessSessions(
  tenant: CanaryTenant,
  other: CanaryTenant,
): Promise<Record<string, Headers>> {
  const { token } = tenant.owner;
  const named = (value: string, name = SESSION_COOKIE) => ({ cookie: `${name}=${value}` });
  const unknown = makeToken("pcs").token.reveal();
  const key = await api(tenant.owner, "POST", "/api-keys", {
    ...{ name: "no session", capabilities: ["servers:read"] },
  });
  return {
    none: {},
    empty: named(""),
    "a blank": named(" "),
    "no token": named("a".repeat(43)),
    "well-formed, of nobody": named(unknown),
    "a digit changed": named(`${token.slice(0, 20)}${flip(token[20])}${token.slice(21)}`),
    "its check changed": named(`${token.slice(0, -1)}${flip(token.at(-1))}`),
    "the body of one, the check of another": named(token.slice(0, 47) + unknown.slice(47)),
    "cut off": named(token.slice(0, -7)),
    "cut in half": named(token.slice(0, 28)),
    "with more behind": named(`${token}A`),
    "in other letters": named(token.toLowerCase()),
    "in quotes": named(`"${token}"`),
    encoded: named(encodeURIComponent(token).replace("_", "%5F")),
    "under another kind's name": named(token.replace(/^pcs/, "pck")),
    "an API key": named(key.token ?? ""),
    "a JWT of nobody": named("eyJhbGciOiJub25lIn0.eyJ0ZW5hbnRfaWQiOiJ4In0."),
    "SQL in it": named("pcs_'or'1'='1"),
    long: named("p".repeat(8_000)),
    "not ASCII": named("pcs_\u00e9\u00ff"),
    "without the name's beginning": named(token, "portcullis-session"),
    "under a name in other letters": named(token, SESSION_COOKIE.toLowerCase()),
    "twice, the same": named(`${token}; ${SESSION_COOKIE}=${token}`),
    "twice, a good one first": named(`${token}; ${SESSION_COOKIE}=${unknown}`),
    "twice, a good one last": named(`${unknown}; ${SESSION_COOKIE}=${token}`),
    "in two headers": { cookie: [`${SESSION_COOKIE}=${token}`, `${SESSION_COOKIE}=${token}`] },
    "as a bearer token": { authorization: `Bearer ${token}` },
    "an API key as a bearer token": { authorization: `Bearer ${key.token}` },
    "of the other tenant": named(other.owner.token),
    expired: named(await makeSession(tenant.tenantId, tenant.owner.memberId, undefined, -1)),
    ...(await ended(tenant, named)),
  };
}

/** What was a session until something ended it. */
async function ended({ tenantId, word, owner }: CanaryTenant, named: (value: string) => Headers) {
  const make = async (change: string, memberId = owner.memberId) => {
    const token = await makeSession(tenantId, memberId);
    const { length } = await sql(
      `update portcullis.sessions set ${change} where tenant_id = $1 and token_hash = $2 returning id`,
      [tenantId, hashToken(token)],
    );
    if (length !== 1) throw new Error(`not one session: ${change}`);
    return named(token);
  };
  const { memberId } = await makePerson(tenantId, `${word}-former`, "admin");
  const removed = await make("seen_at = now()", memberId);
  await sql("update portcullis.members set status = 'removed' where tenant_id = $1 and id = $2", [
    ...[tenantId, memberId],
  ]);
  return {
    revoked: await make("revoked_at = now()"),
    "idle for too long": await make("idle_expires_at = now() - interval '1 second'"),
    "replaced, a while ago": await make(
      "previous_hash = token_hash, previous_until = now() - interval '1 second', token_hash = sha256(token_hash)",
    ),
    "of a member who was removed": removed,
  };
}

const flip = (letter = "0") => (letter === "0" ? "1" : "0");
