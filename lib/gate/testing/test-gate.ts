import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { type Caller, systemCaller } from "@/lib/access";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { type Config, newId } from "@/lib/kernel";
import {
  createGrant,
  discoverTools,
  type NewServerInput,
  type NewStdioServer,
  publishRules,
  registerServer,
  revokeGrant,
} from "@/lib/servers";
import { createVault, localKms } from "@/lib/vault";
import { createGate, type RunningGate } from "../create-gate";
import type { GateLimits } from "../settings";

export type TestGrant = {
  readonly serverId: string;
  readonly grantId: string;
  readonly token: string;
  readonly url: string;
};

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body's JSON, or of an event stream its last message. */
  readonly body: Record<string, unknown> & { readonly result?: Record<string, unknown> };
};

export type DecisionRow = {
  readonly decision: string;
  readonly rule: string | null;
  readonly method: string;
  readonly tool: string | null;
  readonly outcome: string | null;
  readonly upstream_status: number | null;
  readonly argument_keys: string[];
  readonly steps: number[];
};

export type TestGate = {
  readonly database: TestDatabase;
  readonly tenant: TestTenant;
  readonly origin: string;
  readonly port: number;
  readonly gate: RunningGate;
  /** Registers a server under rules (null: none are published) and makes a grant for it. */
  addServer(
    url: string,
    rules: unknown,
    credential?: { header: string; value: string },
  ): Promise<TestGrant>;
  /** The same for a command on this machine. */
  addCommand(command: NewCommand, rules?: unknown): Promise<TestGrant>;
  publish(serverId: string, rules: unknown): Promise<void>;
  /** Asks a server for its tools, as the console does. */
  discover(serverId: string): Promise<void>;
  /** A second gate process's worth of gate on the same database, until the house is closed. */
  another(): Promise<{ readonly reach: (grant: TestGrant) => TestGrant }>;
  revoke(grant: TestGrant): Promise<void>;
  /** The decision that was recorded for a request id, once its outcome is there or is not awaited. */
  decision(requestId: string, settled?: boolean): Promise<DecisionRow | undefined>;
  /** What is counted of a quota. */
  used(counter: string): Promise<number>;
  close(): Promise<void>;
};

export type NewCommand = Omit<NewStdioServer, "name">;
type StdioOptions = NonNullable<Parameters<typeof createGate>[0]["stdio"]>;

const ALLOW_ALL = { version: 1, default: "allow" };

/** A gate on a free port, with a database, a tenant and a vault of its own. */
export async function testGate(
  limits: Partial<GateLimits> = {},
  stdio: StdioOptions = {},
  settings: Partial<Config> = {},
): Promise<TestGate> {
  const database = await testDatabase();
  const tenant = await makeTenant(database);
  const port = await freePort();
  const origins = {
    gate: `http://localhost:${port}`,
    console: "http://localhost:3000",
    idp: "http://localhost:3200",
  };
  const config = { mode: "evaluation", origins, ...settings } as Config;
  const kms = localKms(randomBytes(32), 1);
  const web = database.open("portcullis_web");
  const deps = { db: web, config, vault: createVault(web, kms) };
  const caller: Caller = systemCaller("test", {
    tenantId: tenant.tenantId,
    workspaceIds: [tenant.workspaceId],
  });
  const gates: RunningGate[] = [];
  const raise = async (on: number) => {
    const db = database.open("portcullis_gate");
    const origin = { ...config, origins: { ...origins, gate: `http://localhost:${on}` } };
    const raised = await createGate({
      db,
      vault: createVault(db, kms),
      config: origin,
      limits,
      stdio,
    });
    await new Promise<void>((resolve) => raised.server.listen(on, "127.0.0.1", resolve));
    gates.push(raised);
    return raised;
  };
  const gate = await raise(port);

  const publish = async (serverId: string, document: unknown) => {
    await publishRules(deps, caller, serverId, { document });
  };
  const nameOf = () => `s-${newId().slice(-8)}`;
  const add = async (input: NewServerInput, rules: unknown): Promise<TestGrant> => {
    const server = await registerServer(deps, caller, input);
    if (rules !== null) await publish(server.id, rules ?? ALLOW_ALL);
    const grant = await createGrant(deps, caller, server.id, { name: "g" });
    return {
      serverId: server.id,
      grantId: grant.id,
      token: grant.token.reveal(),
      url: `http://127.0.0.1:${port}/mcp/${server.id}`,
    };
  };
  return {
    database,
    tenant,
    origin: origins.gate,
    port,
    gate,
    publish,
    async discover(serverId) {
      await discoverTools(deps, caller, serverId);
    },
    async another() {
      const second = await freePort();
      await raise(second);
      return {
        reach: (grant) => ({ ...grant, url: grant.url.replace(`:${port}/`, `:${second}/`) }),
      };
    },
    addServer: (url, rules, credential) => add({ name: nameOf(), url, credential }, rules),
    addCommand: (command, rules) => add({ name: nameOf(), ...command }, rules),
    async revoke({ serverId, grantId }) {
      await revokeGrant(deps, caller, serverId, grantId);
    },
    async decision(requestId, settled = true) {
      const find = () =>
        database.admin<DecisionRow>("select * from portcullis.decisions where request_id = $1", [
          requestId,
        ]);
      let [row] = await find();
      for (
        let n = 0;
        settled && row?.decision === "allow" && row.outcome === null && n < 100;
        n++
      ) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        [row] = await find();
      }
      return row;
    },
    async used(counter) {
      const [row] = await database.admin<{ used: string }>(
        "select coalesce(sum(used), 0) as used from portcullis.quota_counters where counter = $1",
        [counter],
      );
      return Number(row?.used);
    },
    async close() {
      await Promise.all(gates.map((each) => each.close()));
      await database.drop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The headers of a well-formed POST under a grant. */
export function headersOf(grant: Pick<TestGrant, "token">): Record<string, string> {
  return {
    authorization: `Bearer ${grant.token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
  };
}

/** Sends one JSON-RPC message, or any text, and reads the whole answer. */
export async function send(
  grant: TestGrant,
  message: unknown,
  options: { headers?: Record<string, string>; requestId?: string; signal?: AbortSignal } = {},
): Promise<Reply> {
  const response = await fetch(grant.url, {
    method: "POST",
    headers: {
      ...headersOf(grant),
      ...(options.requestId === undefined ? {} : { "x-request-id": options.requestId }),
      ...options.headers,
    },
    body: typeof message === "string" ? message : JSON.stringify(message),
    redirect: "manual",
    signal: options.signal,
  });
  return await readReply(response);
}

/** Reads a response as a whole, whatever its form. */
export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const events = response.headers.get("content-type")?.startsWith("text/event-stream");
  const source = events
    ? (text
        .match(/^data: (.+)$/gm)
        ?.at(-1)
        ?.slice(6) ?? "")
    : text;
  const body = source === "" ? {} : (JSON.parse(source) as Reply["body"]);
  return { status: response.status, headers: response.headers, text, body };
}

/** A `tools/call` message. */
export function toolCall(name: string, args: object = {}, id: string | number = 1): object {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } };
}

/** The text of a tool result. */
export function textOf(reply: Reply): string {
  const content = reply.body.result?.content as { text: string }[] | undefined;
  return content?.[0]?.text ?? "";
}
