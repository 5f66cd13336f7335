import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { parseNetworks, type TrustedProxies } from "./client-address";
import { type PrivateHosts, parsePrivateHosts } from "./private-hosts";
import { Secret } from "./secret";

const ROLES = [
  "portcullis_web",
  "portcullis_gate",
  "portcullis_worker",
  "portcullis_ledger_reader",
  "jackson_svc",
] as const;

const databaseKey = z.object({
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
  key: z.string().min(43),
});

/** The installation's secrets: one 0600 file, or the same shape mounted by an orchestrator. */
export const secretsSchema = z.object({
  version: z.literal(1),
  database: z
    .object({
      port: z.number().int(),
      superuser: z.object({ user: z.string(), password: z.string() }).optional(),
      roles: z.record(z.string(), z.string()),
    })
    .optional(),
  databaseKeys: z.array(databaseKey).min(1),
  kms: z.object({ rootKey: z.string().min(43), version: z.number().int().min(1) }),
  nextAuthSecret: z.string().min(32),
  jacksonEncryptionKey: z.string().length(32),
  jacksonSigning: z.object({ privateKey: z.string(), publicKey: z.string() }),
  idp: z
    .object({ clients: z.record(z.string(), z.object({ id: z.string(), secret: z.string() })) })
    .loose()
    .optional(),
});
export type Secrets = z.infer<typeof secretsSchema>;

const environment = z.object({
  PORTCULLIS_MODE: z.enum(["evaluation", "production"]).optional(),
  PORTCULLIS_HOME: z.string().default(".portcullis"),
  PORTCULLIS_SECRETS_FILE: z.string().optional(),
  PORTCULLIS_INSTALLATION: z
    .string()
    .regex(/^[a-z0-9.-]{1,64}$/)
    .optional(),
  DATABASE_POOLER: z.literal("transaction").optional(),
  PORTCULLIS_ALLOW_OLD_DATABASE: z.enum(["yes"]).optional(),
  DATABASE_URL: z.string().optional(),
  JACKSON_DATABASE_URL: z.string().optional(),
  CONSOLE_ORIGIN: z.url().optional(),
  GATE_ORIGIN: z.url().optional(),
  GATE_HOSTS: z
    .string()
    .regex(/^[A-Za-z0-9.:,[\] -]*$/)
    .default(""),
  PORTCULLIS_TRUSTED_PROXIES: z.string().optional(),
  PORTCULLIS_FORWARDED_HEADER: z.enum(["x-forwarded-for", "forwarded"]).default("x-forwarded-for"),
  PORTCULLIS_FAILED_AUTHENTICATIONS: z.coerce.number().int().min(1).max(1_000_000).default(120),
  PORTCULLIS_SIGNING_KEY_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  PORTCULLIS_STDIO_COMMANDS: z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((path) => path.trim() || []))
    .refine((paths) => paths.every((path) => path.startsWith("/")), "Absolute paths, with commas"),
  PORTCULLIS_STDIO_USERS: z
    .string()
    .regex(/^[1-9]\d{0,8}-[1-9]\d{0,8}$/)
    .default("64000-64511")
    .transform((text) => {
      const [first = 0, last = 0] = text.split("-").map(Number);
      return { first, last };
    })
    .refine(({ first, last }) => first <= last, "The first user id may not be above the last"),
  PORTCULLIS_STDIO_ACCEPT_UNENFORCED: z.enum(["yes"]).optional(),
  PORTCULLIS_DNS_SERVERS: z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((server) => server.trim() || []))
    .refine(
      (servers) =>
        servers.every((server) => /^(?:[0-9.]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/.test(server)),
      "Addresses with or without a port, with commas",
    ),
  PORTCULLIS_PRIVATE_PROVIDERS: z
    .string()
    .default("")
    .transform((text) => ({ given: text.trim() !== "", parsed: parsePrivateHosts(text) }))
    .refine(
      ({ parsed }) => parsed !== null,
      "Names, and addresses or CIDRs of private networks alone, with commas",
    )
    .transform(({ given, parsed }) => (given ? parsed : null)),
  BIND_ADDRESS: z.string().default("127.0.0.1"),
  PORT_CONSOLE: z.coerce.number().int().min(1).max(65535).default(3000),
  PORT_GATE: z.coerce.number().int().min(1).max(65535).default(3100),
  PORT_IDP: z.coerce.number().int().min(1).max(65535).default(3200),
  PORT_UPSTREAM: z.coerce.number().int().min(1).max(65535).default(3300),
  PORT_DATABASE: z.coerce.number().int().min(1).max(65535).default(3543),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(""),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  PORTCULLIS_METRICS_TOKEN: z.string().min(16).max(256).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\p{Cc}]{1,100} <[^\s<>@]{1,64}@[A-Za-z0-9.-]{1,190}>|[^\s<>@]{1,64}@[A-Za-z0-9.-]{1,190})$/u,
    )
    .optional(),
  PORTCULLIS_URL: z.url({ protocol: /^https?$/ }).optional(),
  PORTCULLIS_API_KEY: z.string().min(1).max(256).optional(),
  PORTCULLIS_TOKEN_STORE: z.enum(["auto", "file"]).default("auto"),
});

export type Mode = "evaluation" | "production";
export type Config = {
  readonly mode: Mode;
  readonly home: string;
  readonly secretsFile: string;
  readonly installation: string;
  readonly bindAddress: string;
  /** Further values of Host the gate answers to, beside its origin's, such as a balancer's name. */
  readonly gateHosts: readonly string[];
  readonly origins: { readonly console: string; readonly gate: string; readonly idp: string };
  /** The DNS servers that are asked whose a domain is; none is the machine's own. */
  readonly dnsServers: readonly string[];
  /** Identity providers at addresses that are not public, which may be asked all the same; null is none. */
  readonly privateProviders: PrivateHosts | null;
  readonly ports: {
    readonly console: number;
    readonly gate: number;
    readonly idp: number;
    readonly upstream: number;
    readonly database: number;
  };
  readonly externalDatabaseUrl: string | undefined;
  readonly jacksonDatabaseUrl: string | undefined;
  readonly allowOldDatabase: boolean;
  /** Whether connections go through a pooler that hands them on after each transaction. */
  readonly transactionPooler: boolean;
  /** Whose word is taken for who sent a request; null is nobody's. */
  readonly trustedProxies: TrustedProxies | null;
  /** Failed authentications of one client address at the gate, at once and again in every minute. */
  readonly failedAuthenticationsPerMinute: number;
  /** After how many days another key signs access tokens. */
  readonly signingKeyDays: number;
  /** Servers that are commands on the gate's machine. */
  readonly stdio: {
    /** In production only these executables are started: absolute paths. */
    readonly commands: readonly string[];
    /** The user ids, a range of nobody's, under which a gate that is root starts them. */
    readonly users: { readonly first: number; readonly last: number };
    /** Whether production starts them where their limits cannot all be held. */
    readonly acceptUnenforced: boolean;
  };
  /** Where spans go, and how many; no endpoint is off. */
  readonly tracing: {
    readonly endpoint: string | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly ratio: number;
  };
  /** The bearer credential of whoever reads `/metrics`; none is open in evaluation, closed in production. */
  readonly metricsToken: Secret | null;
  /** The mail server and the sender of letters; null where letters are not sent. */
  readonly mail: { readonly url: Secret; readonly from: string } | null;
  /** Whom the command line asks, and with which key, where it asks the control API. */
  readonly client: {
    readonly url: string | null;
    readonly apiKey: Secret | null;
    /** Where `login` keeps what it was given: in the keychain if there is one, or always in a file. */
    readonly tokenStore: "auto" | "file";
  };
};

/**
 * The configuration, read once from the environment. Throws with every fault named if it is not
 * usable: a process with a configuration it misread must not start.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(`Configuration: ${z.prettifyError(parsed.error)}`);
  const e = parsed.data;
  const mode: Mode =
    e.PORTCULLIS_MODE ?? (e.DATABASE_URL === undefined ? "evaluation" : "production");
  const home = resolve(e.PORTCULLIS_HOME);
  const config: Config = {
    mode,
    home,
    secretsFile: e.PORTCULLIS_SECRETS_FILE ?? join(home, "secrets.json"),
    installation: e.PORTCULLIS_INSTALLATION ?? "portcullis.local",
    bindAddress: e.BIND_ADDRESS,
    gateHosts: e.GATE_HOSTS.split(",").flatMap((host) => host.trim().toLowerCase() || []),
    origins: {
      console: e.CONSOLE_ORIGIN ?? `http://localhost:${e.PORT_CONSOLE}`,
      gate: e.GATE_ORIGIN ?? `http://localhost:${e.PORT_GATE}`,
      idp: `http://localhost:${e.PORT_IDP}`,
    },
    dnsServers: e.PORTCULLIS_DNS_SERVERS,
    privateProviders: e.PORTCULLIS_PRIVATE_PROVIDERS,
    ports: {
      console: e.PORT_CONSOLE,
      gate: e.PORT_GATE,
      idp: e.PORT_IDP,
      upstream: e.PORT_UPSTREAM,
      database: e.PORT_DATABASE,
    },
    externalDatabaseUrl: e.DATABASE_URL,
    jacksonDatabaseUrl: e.JACKSON_DATABASE_URL,
    allowOldDatabase: e.PORTCULLIS_ALLOW_OLD_DATABASE === "yes",
    transactionPooler: e.DATABASE_POOLER === "transaction",
    trustedProxies: trustedProxies(e.PORTCULLIS_TRUSTED_PROXIES, e.PORTCULLIS_FORWARDED_HEADER),
    failedAuthenticationsPerMinute: e.PORTCULLIS_FAILED_AUTHENTICATIONS,
    signingKeyDays: e.PORTCULLIS_SIGNING_KEY_DAYS,
    stdio: {
      commands: e.PORTCULLIS_STDIO_COMMANDS,
      users: e.PORTCULLIS_STDIO_USERS,
      acceptUnenforced: e.PORTCULLIS_STDIO_ACCEPT_UNENFORCED === "yes",
    },
    tracing: {
      endpoint: tracesEndpoint(e.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, e.OTEL_EXPORTER_OTLP_ENDPOINT),
      headers: keyValues(e.OTEL_EXPORTER_OTLP_HEADERS),
      ratio: e.OTEL_TRACES_SAMPLER_ARG,
    },
    metricsToken:
      e.PORTCULLIS_METRICS_TOKEN === undefined ? null : new Secret(e.PORTCULLIS_METRICS_TOKEN),
    mail: mailOf(e.SMTP_URL, e.MAIL_FROM),
    client: {
      url: e.PORTCULLIS_URL ?? null,
      tokenStore: e.PORTCULLIS_TOKEN_STORE,
      apiKey: e.PORTCULLIS_API_KEY === undefined ? null : new Secret(e.PORTCULLIS_API_KEY),
    },
  };
  refuseUnsafe(config);
  return config;
}

function trustedProxies(
  text: string | undefined,
  header: TrustedProxies["header"],
): TrustedProxies | null {
  if (text === undefined || text.trim() === "") return null;
  const networks = parseNetworks(text);
  if (networks === null)
    throw new Error(
      "Configuration: PORTCULLIS_TRUSTED_PROXIES must be addresses or CIDRs, with commas",
    );
  return { networks, header };
}

/** Both or neither: letters without a sender, or a sender without a server, are a mistake. */
function mailOf(url: string | undefined, from: string | undefined): Config["mail"] {
  if ((url === undefined) !== (from === undefined))
    throw new Error("Configuration: SMTP_URL and MAIL_FROM are given together, or neither is");
  return url === undefined || from === undefined ? null : { url: new Secret(url), from };
}

/** OpenTelemetry's rule: the address for traces as it is, or the collector's with the path for traces. */
function tracesEndpoint(traces: string | undefined, all: string | undefined): string | null {
  if (traces !== undefined) return traces;
  return all === undefined ? null : `${all.replace(/\/{1,8}$/, "")}/v1/traces`;
}

/** `a=b,c=d`, values percent-encoded, as OpenTelemetry's variables write it. */
function keyValues(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const cut = pair.indexOf("=");
    if (cut < 1) return [];
    return [[pair.slice(0, cut).trim(), decodeURIComponent(pair.slice(cut + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

/** Production refuses plain http and evaluation refuses to be reachable: neither is a warning. */
function refuseUnsafe(config: Config): void {
  if (config.mode === "production") {
    for (const [door, origin] of Object.entries({
      CONSOLE_ORIGIN: config.origins.console,
      GATE_ORIGIN: config.origins.gate,
    })) {
      if (!origin.startsWith("https://"))
        throw new Error(`Configuration: in production ${door} must be an https origin`);
    }
    if (config.externalDatabaseUrl === undefined)
      throw new Error("Configuration: in production DATABASE_URL must be set");
  } else if (!["127.0.0.1", "::1", "localhost"].includes(config.bindAddress)) {
    throw new Error("Configuration: evaluation mode binds the loopback address only");
  }
}

/** Reads the secrets file. Throws if it is missing or not of its shape. */
export function loadSecrets(config: Config): Secrets {
  return secretsSchema.parse(JSON.parse(readFileSync(config.secretsFile, "utf8")));
}

/** The connection string of one database role: `DATABASE_URL` as it is, or the embedded server's. */
export function databaseUrl(
  config: Config,
  secrets: Secrets,
  role: (typeof ROLES)[number],
): string {
  if (config.externalDatabaseUrl !== undefined) {
    return role === "jackson_svc"
      ? (config.jacksonDatabaseUrl ?? config.externalDatabaseUrl)
      : config.externalDatabaseUrl;
  }
  const password = secrets.database?.roles[role];
  if (secrets.database === undefined || password === undefined) {
    throw new Error(`Configuration: the secrets file names no password for ${role}`);
  }
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${secrets.database.port}/portcullis`;
}
