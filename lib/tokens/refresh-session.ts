import { type ChangeEntry, systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveRefreshToken, type Tx, withTenant } from "@/lib/db";
import { type Client, resolveClientSessionCaller } from "@/lib/identity";
import { log, now, Problem, Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { issueAccessToken } from "./issue-access-token";
import { judgeRefresh } from "./judge-refresh";
import { clientHash, exchange, madeAgain } from "./refresh-line";
import type { Audience, SigningKeys } from "./signing-keys";

export type TokenRooms = {
  readonly db: Database;
  readonly signing: SigningKeys;
  /** The key that children of refresh tokens are derived with. */
  readonly refreshKey: Uint8Array;
};

export type Asked = {
  readonly client: Client;
  readonly requestId: string;
  /** For whom the access token shall be; the control API, if nobody says. */
  readonly audience?: Audience | undefined;
};

export type TokenPair = {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: Secret;
};

/** Two that meet again and again within the grace follow each other no further than this. */
const MAX_REPEATS = 8;

/**
 * Exchanges a refresh token for an access token and the next refresh token. A token that is shown a
 * second time ends its session, is recorded, and is announced; unless the same client shows it within
 * ten seconds, which is given the one child there is.
 *
 * @throws Problem `invalid_grant`, saying nothing of why; `unavailable`.
 */
export async function refreshSession(
  rooms: TokenRooms,
  input: Asked & { readonly token: string },
): Promise<TokenPair> {
  const parsed = parseToken(input.token, "pcr");
  const place = parsed === null ? null : await resolveRefreshToken(rooms.db, parsed.hash);
  if (place === null) throw new Problem("invalid_grant");
  const scope = { tenantId: place.tenant_id, workspaceIds: [] };
  const caller = { ...systemCaller("token", scope, "api"), requestId: input.requestId };
  const named = { tenantId: place.tenant_id, sessionId: place.session_id };
  // A session that appears elsewhere ends here as it does at any door; but a token that is used a
  // second time is called that, wherever it is shown.
  const twice = await withTenant(rooms.db, caller, (tx) => isUsedTwice(tx, place, input));
  const client = twice ? undefined : input.client;
  const { requestId } = input;
  const request = { requestId, source: "api", client, evenWithoutFactor: true } as const;
  const member = await resolveClientSessionCaller(rooms, named, request);
  // It is not used up: it is good again where policy asks for less, or its person signs in anew.
  if (member === null || member.session.lacksFactor) throw new Problem("invalid_grant");
  const next = await withTenant(rooms.db, caller, async (tx) => {
    if (!(await lockSession(tx, place.session_id))) return null;
    const found = await nextOf(tx, rooms.refreshKey, place, input);
    if (found !== null) return found;
    await endLine(tx, caller, { sessionId: place.session_id, memberId: member.memberId });
    return null;
  });
  if (next === null) throw new Problem("invalid_grant");
  const { token, expiresIn } = await issueAccessToken(rooms.signing, member, input.audience);
  return { accessToken: token, expiresIn, refreshToken: next };
}

type Place = { readonly tenant_id: string; readonly id: string };
type Shown = { readonly token: string; readonly client: Client };

async function isUsedTwice(tx: Tx, place: Place, input: Shown): Promise<boolean> {
  const row = await rowOf(tx, place);
  return row !== null && judgeRefresh(row, shownBy(input)) === "end";
}

function rowOf(tx: Tx, { tenant_id: tenantId, id }: Place) {
  return tx.refreshToken.findUnique({ where: { tenantId_id: { tenantId, id } } });
}

const shownBy = ({ client }: Shown) => ({ by: clientHash(client), at: now() });

/** One at a time for each session; false if it has ended meanwhile. */
async function lockSession(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.sessions
    where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid and revoked_at is null
    for update`;
  return rows.length === 1;
}

/** The refresh token to hand out, or null if the line must end. */
async function nextOf(tx: Tx, key: Uint8Array, place: Place, input: Shown): Promise<Secret | null> {
  const { by, at } = shownBy(input);
  const first = await rowOf(tx, place);
  if (first === null) return null;
  const verdict = judgeRefresh(first, { by, at });
  if (verdict === "exchange")
    return (await exchange(tx, key, first, { text: input.token, by, at })).token;
  if (verdict === "end") return null;
  let [row, text]: [Parameters<typeof madeAgain>[2], string] = [first, input.token];
  for (let n = 0; n < MAX_REPEATS; n++) {
    const child = await madeAgain(tx, key, row, text);
    if (child === null) throw new Problem("invalid_grant");
    const follows = judgeRefresh(child.row, { by, at });
    if (follows === "exchange") return new Secret(child.text);
    if (follows === "end") return null;
    [row, text] = [child.row, child.text];
  }
  throw new Problem("invalid_grant");
}

async function endLine(
  tx: Tx,
  caller: ReturnType<typeof systemCaller>,
  { sessionId, memberId }: { readonly sessionId: string; readonly memberId: string },
): Promise<void> {
  const because = "refresh-token-reused";
  await tx.session.updateMany({
    where: { tenantId: caller.tenantId, id: sessionId },
    data: { revokedAt: now(), endedBecause: because },
  });
  const entry: ChangeEntry = {
    type: "session.ended",
    action: "session.end",
    target: `session:${sessionId}`,
    outcome: "done",
    reason: because,
    refs: { member: memberId, session: sessionId },
  };
  const { actor, requestId, source } = caller;
  const refs = { member: memberId, session: sessionId };
  const own = { kind: "session.token-reused", to: { members: [memberId] }, refs } as const;
  await announce(tx, caller, own);
  const others = {
    kind: "member.token-reused",
    to: { permission: "sessions:read" },
    refs,
  } as const;
  await announce(tx, caller, others);
  await appendEntries(tx, [{ ...entry, actor, requestId, source }]);
  log.warn("a refresh token was used twice; its session was ended", { session: sessionId });
}
