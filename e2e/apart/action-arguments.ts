import { randomBytes, randomInt } from "node:crypto";
import { newId } from "@/lib/kernel";
import { sql } from "./database";
import { directory, group } from "./directory";
import { api, type CanaryTenant, makeSession } from "./tenant";

/** What an action takes after the organisation's address, on records of that organisation, made anew. */
export type Arguments = (tenant: CanaryTenant) => Promise<unknown[]>;

const server = async ({ owner, word }: CanaryTenant) =>
  String((await api(owner, "POST", "/servers", { name: word, url: "http://127.0.0.1:9/" })).id);
const grant = async (tenant: CanaryTenant) => {
  const at = await server(tenant);
  const { id } = await api(tenant.owner, "POST", `/servers/${at}/grants`, { name: tenant.word });
  return [at, String(id)];
};
const key = async ({ owner, word }: CanaryTenant) => {
  const given = { name: word, capabilities: ["servers:read"] };
  return String((await api(owner, "POST", "/api-keys", given)).id);
};
const member = async ({ tenantId, word }: CanaryTenant, status = "active") => {
  const id = newId();
  await sql(
    `insert into portcullis.members (tenant_id, id, email, name, role, status)
     values ($1, $2, $3, $4, 'viewer', $5)`,
    [tenantId, id, `${id}@${word}.test`, word, status],
  );
  return id;
};
/** A notice to the owner, as the house itself writes one. */
export const notice = async ({ tenantId, owner, word }: CanaryTenant) => {
  const id = newId();
  await sql(
    `insert into portcullis.notices (tenant_id, id, member_id, kind, refs, request_id)
     values ($1, $2, $3, 'member.role-changed', jsonb_build_object('member', $4::text), $5)`,
    [tenantId, id, owner.memberId, owner.memberId, `${word}-told`],
  );
  await sql("insert into portcullis.mail_queue (tenant_id, notice_id) values ($1, $2)", [
    ...[tenantId, id],
  ]);
  return id;
};

/** A session of a member, by its id. */
const session = async ({ tenantId, word }: CanaryTenant, memberId: string) => {
  await makeSession(tenantId, memberId, word);
  const [row] = await sql<{ id: string }>(
    "select id from portcullis.sessions where tenant_id = $1 and member_id = $2 order by id desc limit 1",
    [tenantId, memberId],
  );
  return String(row?.id);
};
/** The sign-in of a client that waits to be approved, by the code its person compares. */
export const waiting = async ({ tenantId, word }: CanaryTenant) => {
  const code = Array.from({ length: 8 }, () => "BCDFGHJKLMNPQRSTVWXZ"[randomInt(20)]).join("");
  await sql(
    `insert into portcullis.device_codes
       (tenant_id, id, device_hash, user_code, client, user_agent, address, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() + interval '10 min')`,
    [
      ...[tenantId, newId(), randomBytes(32), code],
      ...[`${word} device`, `${word} agent`, `${word}-place`],
    ],
  );
  return code;
};
/** A client that has come in, with the first of its refresh tokens. */
export const client = async ({ tenantId, owner, word }: CanaryTenant) => {
  const id = newId();
  await sql(
    `insert into portcullis.sessions (tenant_id, id, member_id, kind, client, user_agent, address,
       seen_address, idle_expires_at, expires_at)
     values ($1, $2, $3, 'client', $4, $5, $6, $7, now() + interval '1 h', now() + interval '1 h')`,
    [
      ...[tenantId, id, owner.memberId, `${word} client`, `${word} agent`],
      ...[`${word}-place`, `${word}-last`],
    ],
  );
  await sql(
    "insert into portcullis.refresh_tokens (tenant_id, id, session_id, token_hash) values ($1, $2, $3, $4)",
    [tenantId, newId(), id, randomBytes(32)],
  );
};
const connection = async ({ tenantId, word }: CanaryTenant, state = "tested") => {
  const id = newId();
  await sql(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, tested_at, created_by)
     values ($1, $2::uuid, $2::uuid::text, 'oidc', 'other', $3, $4, now(), 'system:test')`,
    [tenantId, id, word, state],
  );
  return id;
};
const domain = async ({ owner }: CanaryTenant) => {
  const made = await api(owner, "POST", "/domains", { name: `${newId()}.test` });
  return String((made as unknown as { domain: { id: string } }).domain.id);
};

const draft = () => ({ name: newId(), description: "", permissions: ["servers:read"] });
const role = async ({ owner }: CanaryTenant) =>
  String((await api(owner, "POST", "/roles", draft())).id);
const dueAt = "2100-01-01T00:00:00Z";
const begun = () => ({ name: "a name", dueAt, subjects: ["member"], holding: null, reviewers: [] });
/** A review, and its line about a member whom nobody is who asks. */
const review = async (of: CanaryTenant) => {
  const who = await member(of);
  const { id } = await api(of.owner, "POST", "/reviews", begun());
  const [line] = await sql<{ id: string }>(
    "select id from portcullis.access_review_lines where review_id = $1 and subject = 'member:' || $2",
    [String(id), who],
  );
  return [String(id), String(line?.id)] as const;
};
const place = () => ({ name: "a name", slug: newId() });
const workspace = async ({ owner }: CanaryTenant, archived = false) => {
  const { id } = await api(owner, "POST", "/workspaces", place());
  if (archived) await api(owner, "POST", `/workspaces/${id}/archive`);
  return String(id);
};

const IN = "app/t/[slug]/(console)";
const named = { name: "a name" };
const ends = { name: "a name", expiresAt: null };
const document = { version: 1, default: "deny", tools: {} };

/** Every action of an organisation. One that is added is missed by the test until it stands here. */
export const ARGUMENTS: Readonly<Record<string, Arguments>> = {
  [`${IN}/api-keys/actions.ts create`]: async () => [{ ...ends, capabilities: ["servers:read"] }],
  [`${IN}/api-keys/actions.ts rotate`]: async (of) => [await key(of), { overlapSeconds: 0 }],
  [`${IN}/api-keys/actions.ts revoke`]: async (of) => [await key(of), { successors: "keep" }],
  [`${IN}/device/actions.ts decide`]: async (of) => [await waiting(of), "approved"],
  [`${IN}/connections/actions.ts create`]: async () => [
    {
      ...{ kind: "oidc", vendor: "other", name: "a name", discoveryUrl: "http://localhost:9" },
      ...{ clientId: "a client", clientSecret: "a secret" },
    },
  ],
  [`${IN}/connections/actions.ts change`]: async (of) => [
    await connection(of),
    { version: 1, linkByAddress: true },
  ],
  [`${IN}/connections/actions.ts setState`]: async (of) => [
    await connection(of),
    { version: 1, state: "active" },
  ],
  [`${IN}/connections/actions.ts renew`]: async (of) => [
    await connection(of),
    { version: 1, clientSecret: "another" },
  ],
  [`${IN}/connections/actions.ts remove`]: async (of) => [await connection(of, "off")],
  [`${IN}/connections/actions.ts addOne`]: async () => [{ name: `${newId()}.test` }],
  [`${IN}/connections/actions.ts verify`]: async (of) => [await domain(of)],
  [`${IN}/connections/actions.ts bind`]: async (of) => [await domain(of), { connectionId: null }],
  [`${IN}/connections/actions.ts removeOne`]: async (of) => [await domain(of)],
  [`${IN}/connections/actions.ts makeCodes`]: async () => ["anew"],
  [`${IN}/connections/actions.ts makeLink`]: async () => [{ note: "somebody", days: 1 }],
  [`${IN}/connections/actions.ts revokeLink`]: async ({ owner }) => [
    String((await api(owner, "POST", "/setup-links", { note: "somebody" })).id),
  ],
  [`${IN}/directory/actions.ts connect`]: async (of) => {
    await connection(of, "active");
    return [{ name: "a name", subjectFrom: "externalId", defaultRole: "viewer" }];
  },
  [`${IN}/directory/actions.ts rotate`]: async (of) => [
    (await directory(of)).id,
    { overlapSeconds: 0 },
  ],
  [`${IN}/directory/actions.ts change`]: async (of) => [
    (await directory(of)).id,
    { name: "a name", defaultRole: "viewer", silentAfterHours: 24 },
  ],
  [`${IN}/directory/actions.ts disconnect`]: async (of) => [(await directory(of)).id],
  [`${IN}/directory/actions.ts map`]: async (of) => [
    ...(await group(of)),
    { role: "viewer", workspaces: "every" },
  ],
  [`${IN}/directory/actions.ts preview`]: async (of) => [
    ...(await group(of)),
    { role: "viewer", workspaces: null },
  ],
  [`${IN}/directory/actions.ts previewRole`]: async (of) => [
    (await directory(of)).id,
    { defaultRole: "auditor" },
  ],
  [`${IN}/grants/actions.ts createFor`]: async (of) => [await server(of), ends],
  [`${IN}/grants/actions.ts revokeOf`]: grant,
  [`${IN}/members/actions.ts add`]: async (of) => {
    await connection(of, "active");
    return [{ name: "a name", email: "a@b.test", subject: "somebody", role: "viewer" }];
  },
  [`${IN}/members/actions.ts changeRole`]: async (of) => [await member(of), { role: "auditor" }],
  [`${IN}/members/actions.ts restore`]: async (of) => [
    await member(of, "removed"),
    { role: "viewer" },
  ],
  [`${IN}/members/actions.ts place`]: async (of) => [await member(of), { workspaces: [] }],
  [`${IN}/members/actions.ts reset`]: async (of) => [await member(of), { reason: "lost" }],
  [`${IN}/members/actions.ts endSessions`]: async (of) => {
    const id = await member(of);
    await session(of, id);
    return [id];
  },
  [`${IN}/members/actions.ts remove`]: async (of) => [await member(of), { keys: "revoke" }],
  [`${IN}/notices/actions.ts markRead`]: async (of) => {
    await notice(of);
    return ["all"];
  },
  [`${IN}/reviews/actions.ts begin`]: async () => [begun()],
  [`${IN}/reviews/actions.ts change`]: async (of) => [(await review(of))[0], { dueAt }],
  [`${IN}/reviews/actions.ts decide`]: async (of) => [...(await review(of)), { decision: "keep" }],
  [`${IN}/reviews/actions.ts keep`]: async (of) => {
    const [id, line] = await review(of);
    return [id, { lines: [line] }];
  },
  [`${IN}/reviews/actions.ts close`]: async (of) => {
    const [id] = await review(of);
    await sql("update portcullis.access_review_lines set decision = 'keep' where review_id = $1", [
      id,
    ]);
    return [id];
  },
  [`${IN}/roles/actions.ts makeRole`]: async () => [draft()],
  [`${IN}/roles/actions.ts saveRole`]: async (of) => [await role(of), 1, draft()],
  [`${IN}/roles/actions.ts dropRole`]: async (of) => [await role(of)],
  [`${IN}/servers/(list)/actions.ts register`]: async () => [
    { ...named, url: "http://127.0.0.1:9/" },
  ],
  [`${IN}/servers/[id]/actions.ts checkTools`]: async (of) => [await server(of)],
  [`${IN}/servers/[id]/actions.ts remove`]: async (of) => [await server(of)],
  [`${IN}/servers/[id]/actions.ts publish`]: async (of) => [
    await server(of),
    { document, expectedHash: null, onlyFirst: true },
  ],
  [`${IN}/servers/[id]/actions.ts grant`]: async (of) => [await server(of), ends],
  [`${IN}/servers/[id]/actions.ts revoke`]: grant,
  [`${IN}/sessions/actions.ts end`]: async (of) => [await session(of, await member(of))],
  [`${IN}/sessions/actions.ts endOthers`]: async (of) => {
    await session(of, of.owner.memberId);
    return ["others"];
  },
  [`${IN}/sign-in-policy/actions.ts change`]: async ({ tenantId }) => {
    const [row] = await sql<{ version: number }>(
      "select version from portcullis.tenant_policies where tenant_id = $1 and section = 'sessions'",
      [tenantId],
    );
    return ["sessions", { version: row?.version ?? 0, document: {} }];
  },
  [`${IN}/settings/actions.ts nameTenant`]: async () => [named],
  [`${IN}/settings/actions.ts makeWorkspace`]: async () => [place()],
  [`${IN}/settings/actions.ts putAway`]: async (of) => [await workspace(of)],
  [`${IN}/settings/actions.ts takeBack`]: async (of) => [await workspace(of, true)],
  [`${IN}/settings/actions.ts nameWorkspace`]: async ({ workspaceId }) => [workspaceId, named],
};

/** What an action says that came past every check, and then lacks something these tenants do not have. */
export const LACKING: Readonly<Record<string, string>> = {
  // There is no provider to be asked, and none that is known by a secret.
  [`${IN}/connections/actions.ts create`]: "unprocessable",
  [`${IN}/connections/actions.ts renew`]: "unprocessable",
};
/** Actions on what is the caller's own: they need no permission, and reach nothing of anybody else's. */
export const OWN: readonly string[] = [
  `${IN}/notices/actions.ts markRead`,
  `${IN}/sessions/actions.ts endOthers`,
];
/** Actions that only tell what another one would do. */
export const TELLING: readonly string[] = [
  `${IN}/directory/actions.ts preview`,
  `${IN}/directory/actions.ts previewRole`,
];
/** Actions that every member may do, and each can do only once. */
export const ANYBODYS: readonly string[] = [`${IN}/device/actions.ts decide`];
/** Actions that are everybody's, and touch nothing of an organisation. */
export const EVERYBODYS: readonly string[] = [
  "app/organisation.ts goToOrganisation",
  "app/recover.ts recover",
  "app/setup.ts setUp",
];

/** A body that would be a line of its own in a log which repeats what it could not read. */
export const LINE = '\n{"level":"error","message":"planted"}\n';

/** Bodies that no page of the console sends: what the action reads itself; thoroughly, also what is read before it. */
export const malformed = (slug: string, thorough: boolean): readonly string[] => {
  const inputs = [
    null,
    1,
    [],
    {},
    "",
    "$undefined",
    "$Q1",
    "$F1",
    "$@1",
    "$T",
    "$B1",
    "$1:a",
    "$K1",
  ];
  const read = inputs.map((input) => [slug, input, input, input]);
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const large = JSON.stringify([slug, "a".repeat(2 * 1024 * 1024)]);
  const own = '{"__proto__":{"ok":true},"constructor":{"prototype":{"ok":true}}}';
  const ownNames = `["${slug}",${own},${own}]`;
  if (!thorough) return [...read.map((args) => JSON.stringify(args)), ownNames];
  const shaped = [...read, ...inputs.flatMap((input) => [[input], [slug, input]])];
  return [
    ...shaped.map((args) => JSON.stringify(args)),
    ...["", "null", "{}", "[", "not json", LINE, ownNames, `["${slug}",${deep}]`, large],
  ];
};
