import { randomBytes } from "node:crypto";
import type { Database } from "@/lib/db";
import { withTenant } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import {
  type Client,
  resolveSessionCaller,
  type SessionCaller,
  startSession,
} from "@/lib/identity";
import { localKms } from "@/lib/vault";
import { beginDeviceSignIn } from "../begin-device-sign-in";
import { decideDeviceSignIn } from "../decide-device-sign-in";
import { redeemDeviceCode } from "../redeem-device-code";
import { refreshSession, type TokenPair, type TokenRooms } from "../refresh-session";
import { resolveTokenCaller } from "../resolve-token-caller";
import { fillSigningKeys } from "../rotate-signing-keys";
import { createSigningKeys } from "../signing-keys";

export const ISSUER = "http://localhost:3000";
export const CLI: Client = { address: "203.0.113.7", userAgent: "portcullis/0.1.0" };

/** Members who sign clients in, over a database of their own, with keys that sign. */
export type TestClients = {
  readonly database: TestDatabase;
  readonly rooms: TokenRooms;
  readonly worker: Database;
  readonly sealer: ReturnType<typeof localKms>;
  newTenant(role?: string): Promise<TestTenant>;
  /** A browser's session of the tenant's member. */
  browser(tenant: TestTenant): Promise<SessionCaller>;
  /** The first tokens of a client that its person has approved. */
  signedIn(tenant: TestTenant, client?: Client): Promise<TokenPair>;
  refresh(token: string, client?: Client): Promise<TokenPair>;
  callerOf(accessToken: string, client?: Client): Promise<SessionCaller | null>;
  /** The types of a tenant's ledger entries, with their reasons. */
  ledgerOf(tenant: TestTenant): Promise<string[]>;
};

export async function testClients(): Promise<TestClients> {
  const database = await testDatabase();
  const db = database.open();
  const worker = database.open("portcullis_worker");
  const sealer = localKms(randomBytes(32), 1);
  await fillSigningKeys({ db: worker, sealer });
  const signing = createSigningKeys({ db, sealer, issuer: ISSUER });
  const rooms: TokenRooms = { db, signing, refreshKey: randomBytes(32) };
  const browser = (tenant: TestTenant) => browserOf(db, tenant);
  return {
    database,
    rooms,
    worker,
    sealer,
    newTenant: (role = "owner") => makeTenant(database, { role }),
    browser,
    signedIn: async (tenant, client = CLI) => {
      const { slug } = tenant;
      const begun = await beginDeviceSignIn(rooms, {
        slug,
        name: "CLI",
        client,
        requestId: "begin",
      });
      await decideDeviceSignIn(rooms, await browser(tenant), begun.userCode, "approved");
      const code = begun.deviceCode.reveal();
      return await redeemDeviceCode(rooms, { code, client, requestId: "redeem-1" });
    },
    refresh: (token, client = CLI) =>
      refreshSession(rooms, { token, client, requestId: "refresh-1" }),
    callerOf: (token, client = CLI) =>
      resolveTokenCaller(rooms, token, { requestId: "request-1", source: "api", client }),
    ledgerOf: async ({ tenantId }) => {
      const rows = await database.admin<{ type: string; reason: string | null }>(
        `select type, convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
           from portcullis.ledger_entries where tenant_id = $1 order by seq`,
        [tenantId],
      );
      return rows.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`));
    },
  };
}

async function browserOf(db: Database, tenant: TestTenant): Promise<SessionCaller> {
  const { tenantId, memberId } = tenant;
  const { token } = await withTenant(db, tenant.identity, (tx) =>
    startSession(tx, { tenantId, memberId, userAgent: null, address: null }),
  );
  const request = { requestId: "browser-1", source: "console" } as const;
  const caller = await resolveSessionCaller({ db }, token.reveal(), request);
  if (caller === null) throw new Error("no session");
  return caller;
}
