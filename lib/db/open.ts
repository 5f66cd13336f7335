import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { DatabaseKey } from "@/lib/crypto";
import { PrismaClient } from "./generated/client";

/** A process' way to Postgres under one runtime role. Made once, by the entry in bin or app. */
export type Database = {
  readonly pool: pg.Pool;
  /** One connection apart, opened when it is first used, for what must not wait behind other work. */
  readonly apart: pg.Pool;
  readonly prisma: PrismaClient;
  readonly keys: readonly DatabaseKey[];
  close(): Promise<void>;
};

export type OpenOptions = {
  /** The connection string of the runtime role. */
  readonly url: string;
  /** Keys that sign database tokens: the first signs. */
  readonly keys: readonly DatabaseKey[];
  /** What the server shows for these connections, such as `portcullis-gate`. */
  readonly applicationName: string;
  /** Connections at most, for each of the two ways (prepared statements and Prisma). */
  readonly connections?: number;
  /** False behind a pooler that hands a connection on after each transaction: no statement is kept. */
  readonly prepare?: boolean;
  /** After how long an unanswered statement is given up, in milliseconds. */
  readonly queryMilliseconds?: number;
};

const CONNECT_MILLISECONDS = 2_000;
const QUERY_MILLISECONDS = 20_000;

/** Opens the pools. Connects lazily, so a database that is down shows at the first use. */
export function openDatabase(options: OpenOptions): Database {
  const settings: pg.PoolConfig = {
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connections ?? 8,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: options.queryMilliseconds ?? QUERY_MILLISECONDS,
    keepAlive: true,
    Client: clientClass(options.prepare ?? true),
  };
  // What is sent before the answer of what was sent before goes out at once, not after it.
  const pool = openPool({ ...settings, pipeline: true });
  const apart = openPool({ ...settings, max: 1 });
  const prismaPool = openPool(settings);
  const prisma = new PrismaClient({ adapter: new PrismaPg(prismaPool, { schema: "portcullis" }) });
  return {
    pool,
    apart,
    prisma,
    keys: options.keys,
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), apart.end(), prismaPool.ended ? undefined : prismaPool.end()]);
    },
  };
}

/**
 * A client whose prepared statements have names that nobody can guess. They live as long as the
 * connection, which serves one tenant after another: SQL that was slipped in under one tenant's token
 * could otherwise put a statement of its own under a known name, and be handed the next one's token.
 */
function clientClass(prepare: boolean): NonNullable<pg.PoolConfig["Client"]> {
  const rolled = randomBytes(12).toString("hex");
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: the driver's overloads, handed through as they came.
    override query(config: any, ...rest: any[]): any {
      const named = typeof config === "object" && config !== null && "name" in config;
      if (!named || config.name === undefined) return super.query(config, ...(rest as []));
      const name = prepare ? `${rolled}_${config.name}` : undefined;
      return super.query({ ...config, name }, ...(rest as []));
    }
  };
}

/**
 * A pool whose connections may break at any moment. An idle one is replaced; one in use fails the
 * statement that is running or the next one. Each also says so as an event, and an event of error
 * that nobody listens for would end the process.
 */
function openPool(settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(settings);
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
