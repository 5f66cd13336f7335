/*
 * The supervisor's children: which there are, how each is started, and in what order they stop.
 */
import { join } from "node:path";
import type { Config, Secrets } from "@/lib/kernel";
import { type Child, keepRunning } from "./child";
import { roleUrl } from "./database-url";
import { logFile } from "./home";
import { runOnce } from "./one-shot";

export type ProcessName = "database" | "idp" | "upstream" | "console" | "gate" | "worker";

export type Family = {
  start(name: ProcessName): Child;
  /** Runs one step of the set-up to its end and gives back what it did. */
  setUp(step: "migrate" | "seed", say: (doing: string) => void): Promise<string>;
  /** Stops every child, the database last. */
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

/**
 * What the evaluation MCP server is given: it is somebody else's code, and one of its tools shows its
 * whole environment to whoever may call it.
 */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LANG, TZ, PORT_UPSTREAM } = process.env;
  return { PATH, LANG, TZ, PORT_UPSTREAM, NODE_ENV: "production", PORTCULLIS_MODE: "evaluation" };
}

/** Makes the family; nothing is started yet. */
export function openFamily(options: Options): Family {
  const { root, config } = options;
  const script = (name: string) => join(root, ".build", `${name}.js`);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORTCULLIS_HOME: config.home,
    PORTCULLIS_MODE: config.mode,
  };
  const children = new Map<ProcessName, Child>();
  return {
    start(name) {
      const env =
        name === "upstream"
          ? bareEnvironment()
          : { ...environment, ...externalUrls(name, options) };
      const spec = { name, script: script(name), logFile: logFile(config.home, name), env };
      const child = keepRunning(spec, options.notice);
      children.set(name, child);
      return child;
    },
    setUp(step, say) {
      const log = logFile(config.home, "setup");
      return runOnce({ script: script("setup"), step, env: environment, logFile: log }, say);
    },
    async stopAll() {
      // The database last, since the others finish what they do on it.
      const others = [...children].filter(([name]) => name !== "database");
      await Promise.all(others.map(([, child]) => child.stop()));
      await children.get("database")?.stop();
    },
  };
}
