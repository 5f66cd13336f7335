/*
 * The supervisor's children: which there are, how each is started, and in what order they stop.
 */
import { join } from "node:path";
import { type Config, databaseUrl, type Secrets } from "@/lib/kernel";
import { type Child, keepRunning } from "./child";
import { logFile } from "./home";

export type ProcessName = "database" | "idp" | "upstream" | "console" | "gate" | "worker";

export type Family = {
  start(name: ProcessName): Child;
  /** Stops every child; the database last, since the others finish what they do on it. */
  stopAll(): Promise<void>;
};

type Options = {
  root: string;
  config: Config;
  secrets: Secrets;
  /** Called when a child that was up has crashed and when it is up again. */
  notice: (text: string) => void;
};

const ROLE = {
  console: "portcullis_web",
  gate: "portcullis_gate",
  worker: "portcullis_worker",
} as const;

/** With an external server each process gets the connection of its own role, never the administrator's. */
function externalUrls(
  name: ProcessName,
  { config, secrets }: Options,
): Record<string, string | undefined> {
  if (config.externalDatabaseUrl === undefined) return {};
  const role = name === "console" || name === "gate" || name === "worker" ? ROLE[name] : null;
  return {
    DATABASE_URL: role ? roleUrl(config, secrets, role) : undefined,
    JACKSON_DATABASE_URL: name === "console" ? roleUrl(config, secrets, "jackson_svc") : undefined,
  };
}

/** The administrator's connection string with a role's own name and password in it. */
export function roleUrl(
  config: Config,
  secrets: Secrets,
  role: Parameters<typeof databaseUrl>[2],
): string {
  if (config.externalDatabaseUrl === undefined) return databaseUrl(config, secrets, role);
  const url = new URL(config.externalDatabaseUrl);
  url.username = role;
  url.password = encodeURIComponent(secrets.database?.roles[role] ?? "");
  return url.href;
}

/** Makes the family; nothing is started yet. */
export function openFamily(options: Options): Family {
  const { root, config } = options;
  const children = new Map<ProcessName, Child>();
  return {
    start(name) {
      const child = keepRunning(
        {
          name,
          script: join(root, ".build", `${name}.js`),
          logFile: logFile(config.home, name),
          env: {
            ...process.env,
            NODE_ENV: "production",
            NEXT_TELEMETRY_DISABLED: "1",
            PORTCULLIS_HOME: config.home,
            PORTCULLIS_MODE: config.mode,
            ...externalUrls(name, options),
          },
        },
        options.notice,
      );
      children.set(name, child);
      return child;
    },
    async stopAll() {
      const { database, others } = split(children);
      await Promise.all(others.map((child) => child.stop()));
      await database?.stop();
    },
  };
}

function split(children: ReadonlyMap<ProcessName, Child>) {
  const others = [...children].filter(([name]) => name !== "database").map(([, child]) => child);
  return { database: children.get("database"), others };
}
