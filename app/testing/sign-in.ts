import { randomBytes } from "node:crypto";
import { exportPKCS8, exportSPKI, generateKeyPair } from "jose";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import {
  createOidcConnection,
  type Jackson,
  openJackson,
  resolveSessionCaller,
  SESSION_COOKIE,
  type SessionCaller,
  signInStateKey,
} from "@/lib/identity";
import { type Config, loadConfig, type Secrets } from "@/lib/kernel";
import { createSigningKeys, refreshKey } from "@/lib/tokens";
import { createVault, localKms } from "@/lib/vault";
import { moveIn } from "../rooms";
import { ORIGIN, type TestBrowser } from "./browser";
import { type TestProvider, testProvider } from "./provider";

const SECRET = "a secret of at least thirty-two characters";

/** A house with a broker, a provider beside it, and two tenants that sign in through that provider. */
export type TestSignIn = {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly provider: TestProvider;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly jackson: Jackson;
  /** One member, whom the provider knows as `acme-1`. */
  readonly acme: TestTenant;
  /** One member, whom the provider knows as `globex-1`. */
  readonly globex: TestTenant;
  whoIs(browser: TestBrowser): Promise<SessionCaller | null>;
  close(): Promise<void>;
};

export async function testSignIn(): Promise<TestSignIn> {
  const database = await testDatabase();
  const db = database.open();
  const provider = await testProvider();
  const config = {
    ...loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" }),
    externalDatabaseUrl: database.urls.portcullis_web,
    jacksonDatabaseUrl: database.urls.jackson_svc,
  };
  const secrets = await someSecrets();
  const sealer = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), 1);
  const jackson = await openJackson(config, secrets, { db, sealer });
  moveIn({
    config,
    db,
    vault: createVault(db, localKms(randomBytes(32), 1)),
    signInKey: signInStateKey(SECRET),
    signing: createSigningKeys({
      db,
      sealer: localKms(randomBytes(32), 1),
      issuer: config.origins.console,
    }),
    refreshKey: refreshKey(SECRET),
    signInDoor: async () => ({ jackson, secret: SECRET }),
  });
  const connected = (subject: string) => connect(database, jackson, provider, subject);
  return {
    database,
    db,
    provider,
    config,
    secrets,
    jackson,
    acme: await connected("acme-1"),
    globex: await connected("globex-1"),
    whoIs: (browser) =>
      resolveSessionCaller({ db }, browser.cookies.get(SESSION_COOKIE), {
        requestId: "test-request",
        source: "console",
      }),
    close: async () => {
      await jackson.close();
      await provider.close();
      await database.drop();
    },
  };
}

/** The address at which a tenant's sign-in begins. */
export function startOf(tenant: TestTenant, query = ""): string {
  return `/t/${tenant.slug}/sign-in/start${query}`;
}

/** Goes through a sign-in up to the path that `stop` names, without requesting it. */
export async function upTo(browser: TestBrowser, from: string, stop: string): Promise<string> {
  let at = new URL(from, ORIGIN).href;
  for (let hop = 0; hop < 8; hop++) {
    if (new URL(at).pathname === stop) return at;
    const { location } = await browser.request(at);
    at = new URL(location ?? "", at).href;
  }
  throw new Error(`never came to ${stop}`);
}

async function someSecrets(): Promise<Secrets> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    version: 1,
    databaseKeys: [{ kid: "k", key: randomBytes(32).toString("base64url") }],
    kms: { rootKey: randomBytes(32).toString("base64url"), version: 1 },
    nextAuthSecret: SECRET,
    jacksonEncryptionKey: randomBytes(16).toString("hex"),
    jacksonSigning: {
      privateKey: Buffer.from(await exportPKCS8(privateKey)).toString("base64"),
      publicKey: Buffer.from(await exportSPKI(publicKey)).toString("base64"),
    },
  };
}

async function connect(
  database: TestDatabase,
  jackson: Jackson,
  provider: TestProvider,
  subject: string,
): Promise<TestTenant> {
  const tenant = await makeTenant(database);
  const { tenantId, slug, memberId } = tenant;
  const { connection } = await createOidcConnection(jackson, {
    tenantId,
    slug,
    discoveryUrl: `${provider.issuer}/.well-known/openid-configuration`,
    clientId: `client-${slug}`,
    clientSecret: "secret",
  });
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenantId, connection, subject, memberId],
  );
  return tenant;
}
