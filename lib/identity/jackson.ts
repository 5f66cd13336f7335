import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { SAMLJackson } from "@boxyhq/saml-jackson";
import { selfSigned } from "@/lib/crypto";
import { findingOnly, type JacksonStore, openJacksonStore } from "@/lib/db";
import { type Config, databaseUrl, log, now, Problem, type Secrets } from "@/lib/kernel";
import { judgeAudiencesInBroker } from "./broker-audiences";
import { createOwnKeys, keepOwnKey, type OwnKeyRooms, type OwnKeys } from "./own-keys";

/** The one product name under which our connections stand in the broker. */
export const PRODUCT = "portcullis";
/** Where an identity provider sends the browser back to. */
export const OIDC_RESPONSE_PATH = "/api/oauth/oidc";
/** Where the broker sends the browser back to. */
export const CALLBACK_PATH = "/api/auth/callback/portcullis";

const DEADLINE_MS = 10_000;
/** Where the broker keeps connections. */
const CONNECTIONS = "saml:config";

const DAY_MS = 86_400_000;

/** The key that the answer the broker is judging was encrypted to. */
const opensWith = new AsyncLocalStorage<string>();

export type Jackson = {
  readonly origin: string;
  /** Calls the broker under a deadline; what it cannot do ends as a `Problem`. */
  readonly use: <T>(work: (controllers: SAMLJackson) => Promise<T>) => Promise<T>;
  /** The same, finding connections of one tenant only where they are looked for by their provider. */
  readonly askFor: <T>(
    tenantId: string,
    work: (controllers: SAMLJackson) => Promise<T>,
  ) => Promise<T>;
  /**
   * The same with the private key, in PEM, that opens the SAML answer it is given; null for one that is not
   * encrypted. Otherwise the broker holds no key of ours.
   */
  readonly openingWith: <T>(privateKey: string | null, work: () => Promise<T>) => Promise<T>;
  /** Our keys towards SAML identity providers. */
  readonly ownKeys: OwnKeys;
  /**
   * What the broker holds of a tenant's connection now, to be forgotten later: just that, and nothing that
   * was set up meanwhile under the same name.
   */
  readonly holding: (tenantId: string, brokerId: string) => Promise<{ forget(): Promise<void> }>;
  readonly close: () => Promise<void>;
};

/**
 * Opens the identity broker (Ory Polis, formerly BoxyHQ Jackson) inside this process, over its own
 * database role and schema. Nothing is reported to anybody, and what passes through is not traced.
 * Without the rooms of our SAML keys nobody can sign in over SAML.
 *
 * @throws Problem `unavailable` if its store cannot be reached, or if the encryption key is not the
 * one the store was begun with: the broker itself would crash on the first record it cannot open.
 */
export async function openJackson(
  config: Config,
  secrets: Secrets,
  own?: OwnKeyRooms,
): Promise<Jackson> {
  // Loaded here because it is large and most commands never sign anybody in; and before the store is
  // asked, since nothing else is heard meanwhile and a connection that opens would seem to be late.
  const broker = await import("@boxyhq/saml-jackson");
  await judgeAudiencesInBroker();
  const store = openJacksonStore(databaseUrl(config, secrets, "jackson_svc"));
  try {
    await checkKey(store, secrets.jacksonEncryptionKey);
    if (own !== undefined) {
      const held = { store, encryptionKey: secrets.jacksonEncryptionKey };
      await keepOwnKey(own, held, config.installation);
    }
    const nobodys = await keyOfNobody();
    const controllers = await within(
      broker.controllers({
        externalUrl: config.origins.console,
        samlPath: "/api/oauth/saml",
        oidcPath: OIDC_RESPONSE_PATH,
        samlAudience: config.origins.console,
        db: { driver: store, encryptionKey: secrets.jacksonEncryptionKey, ttl: 300 },
        // Only a client without PKCE would be asked for it, and we have none.
        clientSecretVerifier: randomBytes(32).toString("hex"),
        certs: {
          publicKey: Buffer.from(nobodys.certificate).toString("base64"),
          privateKey: Buffer.from(nobodys.privateKey).toString("base64"),
        },
        openid: {
          jwtSigningKeys: {
            private: secrets.jacksonSigning.privateKey,
            public: secrets.jacksonSigning.publicKey,
          },
          redirectExactMatch: true,
        },
        idpEnabled: false,
        noAnalytics: true,
        ssoTraces: { disable: true },
        logger: { info: () => undefined, warn: note, error: note },
      }),
    );
    await lendKeys(nobodys.privateKey);
    return {
      origin: config.origins.console,
      use: (work) => within(work(controllers)),
      askFor: (tenantId, work) => within(findingOnly(ownerName(tenantId), () => work(controllers))),
      openingWith: (privateKey, work) =>
        privateKey === null ? work() : opensWith.run(privateKey, work),
      ownKeys: own === undefined ? NO_KEYS : createOwnKeys(own),
      holding: async (tenantId, brokerId) => {
        const key = digest(brokerId);
        const held = await within(store.get(CONNECTIONS, key));
        return {
          forget: async () => {
            if (held === null) return;
            await within(store.deleteAsRead(CONNECTIONS, key, held, ownerName(tenantId)));
          },
        };
      },
      close: () => controllers.close(),
    };
  } catch (error) {
    await store.close();
    throw asProblem(error);
  }
}

const noKeys = () =>
  Promise.reject(new Problem("unavailable", { internal: "opened without our SAML keys" }));
const NO_KEYS: OwnKeys = { signing: noKeys, opening: noKeys, published: noKeys };

/** A key the broker may sign its own requests with, in whose place ours go: no provider knows it. */
function keyOfNobody() {
  const at = now().getTime();
  return selfSigned("nobody", new Date(at - DAY_MS), new Date(at + 36_500 * DAY_MS));
}

/**
 * The broker keeps one key for as long as it runs, and has no face to change it by. In its place it reads
 * the one that was found to open the very answer it is judging.
 */
async function lendKeys(nobodys: string): Promise<void> {
  const { getDefaultCertificate } = await import("@boxyhq/saml-jackson/dist/saml/x509.js");
  Object.defineProperty(await getDefaultCertificate(), "privateKey", {
    get: () => opensWith.getStore() ?? nobodys,
    configurable: true,
    enumerable: true,
  });
}

/**
 * What the broker calls a tenant's connection: it follows from the client id (OpenID Connect) or the
 * provider's entity id (SAML) alone, so that the two share one space of names.
 */
export function brokerName(tenantId: string, of: string): string {
  return digest(`${tenantId}:${PRODUCT}:${of}`);
}

/** A tenant as the broker writes it in its index of owners: the digest of tenant and product. */
function ownerName(tenantId: string): string {
  return digest(`${tenantId}:${PRODUCT}`);
}

/** How the broker names what it keeps. */
function digest(of: string): string {
  return createHash("ripemd160").update(of).digest("hex");
}

/** Refuses a key that is not the one the store was begun with, before a record is opened with it. */
async function checkKey(store: JacksonStore, encryptionKey: string): Promise<void> {
  const value = createHmac("sha256", encryptionKey)
    .update("portcullis/broker-key/v1")
    .digest("hex");
  const known = await store.get("portcullis:key", "check");
  if (known === null) await store.put("portcullis:key", "check", { value });
  else if (known.value !== value) {
    throw new Problem("unavailable", {
      internal: "jacksonEncryptionKey is not the key the sign-in store was begun with",
    });
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Problem("unavailable", { internal: "the identity broker did not answer" })),
      DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } catch (error) {
    throw asProblem(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The broker's refusals carry a 4xx status; all else means that it, or what it needs, is down. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  const refused = typeof status === "number" && status >= 400 && status < 500;
  return new Problem(refused ? "sign_in_failed" : "unavailable", {
    internal: error instanceof Error ? error.message : "the identity broker failed",
    cause: error,
  });
}

function note(message: string, error?: unknown): void {
  log.warn("identity broker", { detail: message, error });
}
