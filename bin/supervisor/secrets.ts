/*
 * The secrets of one installation: made at random on its first start, kept in one file that only
 * its owner may read, and added to when a later version needs one more.
 */
import { generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import type { Secrets } from "@/lib/kernel";
import { emailOf, SEED_TENANTS, SEED_USERS } from "../seed/tenants";
import { readJson, writePrivateJson } from "./home";

/** What the evaluation OpenID provider knows of one person. */
export type ProviderUser = { email: string; name: string; subject: string; password: string };

/** The evaluation OpenID provider's own part of the secrets file. */
export type ProviderSecrets = {
  clients: Record<string, { id: string; secret: string }>;
  /** People by tenant: a client lets only the people of its tenant in. */
  users: Record<string, ProviderUser[]>;
  signingKey: Record<string, unknown>;
  cookieKeys: string[];
};

export type InstallationSecrets = Secrets & { idp: ProviderSecrets };

const ROLES = [
  "portcullis_owner",
  "portcullis_web",
  "portcullis_gate",
  "portcullis_worker",
  "portcullis_ledger_reader",
  "jackson_svc",
] as const;

// No 0, O, 1, l or i: people read these from a screen and type them.
const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

const random = (bytes: number) => randomBytes(bytes).toString("base64url");

/** Four groups of four characters: 79 bits, and still typed without errors. */
function readablePassword(): string {
  const group = () =>
    Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}

function makeProviderSecrets(): ProviderSecrets {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const users = SEED_TENANTS.map(({ slug }) => [
    slug,
    SEED_USERS.map((user) => ({
      email: emailOf(slug, user),
      name: user.name,
      subject: `${slug}-${user.local}-${randomBytes(6).toString("hex")}`,
      password: readablePassword(),
    })),
  ]);
  const clients = SEED_TENANTS.map(({ slug }) => [
    slug,
    { id: `portcullis-${slug}`, secret: random(32) },
  ]);
  return {
    clients: Object.fromEntries(clients),
    users: Object.fromEntries(users),
    signingKey: {
      ...privateKey.export({ format: "jwk" }),
      use: "sig",
      alg: "RS256",
      kid: random(8),
    },
    cookieKeys: [random(32)],
  };
}

function makeSecrets(databasePort: number): InstallationSecrets {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return {
    version: 1,
    database: {
      port: databasePort,
      superuser: { user: "portcullis_superuser", password: random(24) },
      roles: Object.fromEntries(ROLES.map((role) => [role, random(24)])),
    },
    databaseKeys: [{ kid: `db-${randomBytes(4).toString("hex")}`, key: random(32) }],
    kms: { rootKey: random(32), version: 1 },
    nextAuthSecret: random(32),
    jacksonEncryptionKey: randomBytes(16).toString("hex"),
    jacksonSigning: {
      privateKey: Buffer.from(privateKey).toString("base64"),
      publicKey: Buffer.from(publicKey).toString("base64"),
    },
    idp: makeProviderSecrets(),
  };
}

/**
 * The installation's secrets, made now if this is its first start. The database's port is written
 * anew at every start, since it may have been moved.
 */
export function openSecrets(home: string, databasePort: number): InstallationSecrets {
  const path = join(home, "secrets.json");
  const found = readJson<InstallationSecrets>(path);
  const secrets = found ?? makeSecrets(databasePort);
  if (secrets.database && secrets.database.port !== databasePort) {
    secrets.database.port = databasePort;
    writePrivateJson(path, secrets);
  } else if (!found) {
    writePrivateJson(path, secrets);
  }
  return secrets;
}
