import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { DatabaseKey } from "@/lib/crypto";
import { PrismaClient } from "./generated/client";

/** A process' way to Postgres under one runtime role. Made once, by the entry in bin or app. */
export type Database = {
  readonly pool: pg.Pool;
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
  };
  const pool = openPool(settings);
  const prismaPool = openPool(settings);
  const prisma = new PrismaClient({ adapter: new PrismaPg(prismaPool, { schema: "portcullis" }) });
  return {
    pool,
    prisma,
    keys: options.keys,
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), prismaPool.ended ? undefined : prismaPool.end()]);
    },
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
