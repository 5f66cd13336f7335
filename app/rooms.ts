import { checkBoot, type Database, databaseProblem, openDatabase } from "@/lib/db";
import {
  type Jackson,
  type OwnKeyRooms,
  openJackson,
  type SignInDoor,
  signInStateKey,
  type TxtResolver,
} from "@/lib/identity";
import {
  type Config,
  databaseUrl,
  loadConfig,
  loadSecrets,
  log,
  Problem,
  type Secrets,
} from "@/lib/kernel";
import { createSigningKeys, refreshKey, type SigningKeys } from "@/lib/tokens";
import { createVault, localKms, type Vault } from "@/lib/vault";

/** The rooms put together for the console's process. Pages, actions and routes take them from here. */
export type House = {
  readonly config: Config;
  readonly db: Database;
  readonly vault: Vault;
  /** The key that signs the state of a sign-in. */
  readonly signInKey: Buffer;
  /** For tests: answers for the DNS servers. */
  readonly resolveTxt?: TxtResolver;
  /** What signs and verifies access tokens. */
  readonly signing: SigningKeys;
  /** The key that refresh tokens are derived with. */
  readonly refreshKey: Buffer;
  /** The way to sign in. `unavailable` while the broker or its store is down. */
  readonly signInDoor: () => Promise<SignInDoor>;
};

const PLACE = Symbol.for("portcullis.house");
type Built = { house: House; checked?: Promise<void> };
type Global = typeof globalThis & { [PLACE]?: Built };

/**
 * The house, put together at the first use and once a process: Next loads this module several times,
 * and pools and brokers must not multiply with it. Nothing is handed out before the database has
 * been found fit to keep tenants apart.
 */
export async function house(): Promise<House> {
  const built = place();
  built.checked ??= check(built.house);
  try {
    await built.checked;
  } catch (error) {
    // Asked again at the next request: a database that was down may be up by then.
    built.checked = undefined;
    throw error;
  }
  return built.house;
}

/**
 * At the start of the process: throws if the database does not keep tenants apart as it must, so
 * that the start stops there. A database that is down stops nothing; each request asks it again.
 */
export async function warmUp(): Promise<void> {
  const built = place();
  try {
    await checkBoot(built.house.db, built.house.config);
  } catch (error) {
    if (!(databaseProblem(error) instanceof Problem)) throw error;
    log.warn("the console starts without its database", { error });
    return;
  }
  built.checked = Promise.resolve();
  // Large and slow to load, and nothing is answered meanwhile: better now than under the first request.
  await built.house.signInDoor().catch((error: unknown) => {
    log.warn("sign-in is not possible yet", { error });
  });
}

/** The configuration alone: it is there even while the database is not. */
export function configuration(): Config {
  return place().house.config;
}

/** For tests: use this house instead of one put together from the environment. */
export function moveIn(parts: House): void {
  (globalThis as Global)[PLACE] = { house: parts, checked: Promise.resolve() };
}

function place(): Built {
  const global = globalThis as Global;
  global[PLACE] ??= { house: assemble(loadConfig()) };
  return global[PLACE];
}

function assemble(config: Config): House {
  const secrets = loadSecrets(config);
  const db = openDatabase({
    url: databaseUrl(config, secrets, "portcullis_web"),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-web",
    prepare: !config.transactionPooler,
  });
  const kms = localKms(Buffer.from(secrets.kms.rootKey, "base64url"), secrets.kms.version);
  return {
    config,
    db,
    vault: createVault(db, kms),
    signInKey: signInStateKey(secrets.nextAuthSecret),
    signing: createSigningKeys({ db, sealer: kms, issuer: config.origins.console }),
    refreshKey: refreshKey(secrets.nextAuthSecret),
    signInDoor: openOnce(config, secrets, { db, sealer: kms }),
  };
}

/** Opens the broker when it is first needed, and again if that failed. */
function openOnce(config: Config, secrets: Secrets, own: OwnKeyRooms): () => Promise<SignInDoor> {
  let opening: Promise<Jackson> | undefined;
  return async () => {
    opening ??= openJackson(config, secrets, own);
    try {
      return { jackson: await opening, secret: secrets.nextAuthSecret };
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
}

async function check({ db, config }: House): Promise<void> {
  try {
    await checkBoot(db, config);
  } catch (cause) {
    log.error("the console does not serve on this database", { error: cause });
    throw new Problem("unavailable", { detail: "The database is not available.", cause });
  }
}
