import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { Agent, fetch as undiciFetch } from "undici";
import { assertUrlAllowed, guardedLookup, type Mode, toProblem } from "@/lib/kernel";
import { type Sandbox, startHint } from "@/lib/stdio";
import { StdioTransport } from "./stdio-transport";
import type { ServerTarget } from "./target";

const CALL_MILLISECONDS = 8_000;
/** A command may have to fetch itself first. */
const START_MILLISECONDS = 25_000;
const MAX_PAGES = 50;
const MAX_TOOLS = 10_000;
const MAX_REPLY_BYTES = 8 * 1024 * 1024;
/** All pages together: a server that always has one more must not fill the memory, nor take for ever. */
const MAX_TOTAL_CHARACTERS = 16 * 1024 * 1024;
const MAX_TOTAL_MILLISECONDS = 20_000;
const MAX_TOLD = 900;

export type AskedTools =
  | { readonly tools: readonly Tool[]; readonly error: null }
  /** What may be shown of the failure. */
  | { readonly tools: null; readonly error: string };

type Opened = { readonly transport: Transport; readonly close: () => Promise<void> };

/** Asks a server what tools it offers, as an MCP client. Never throws. */
export async function askForTools(
  target: ServerTarget,
  mode: Mode,
  sandbox: Sandbox | undefined,
  label: Readonly<Record<string, string>>,
): Promise<AskedTools> {
  try {
    if (target.kind === "http") return { tools: await ask(openHttp(target, mode)), error: null };
    if (sandbox === undefined) throw new Error("no place to start commands");
    const transport = new StdioTransport(sandbox, target, label);
    const opened = { transport, close: async () => {} };
    return await ask(opened, START_MILLISECONDS).then(
      (tools) => ({ tools, error: null }),
      (error: unknown) => ({ tools: null, error: explainCommand(error, transport.said) }),
    );
  } catch (error) {
    return { tools: null, error: explain(error) };
  }
}

async function ask({ transport, close }: Opened, startMs = CALL_MILLISECONDS): Promise<Tool[]> {
  const client = new Client({ name: "portcullis", version: "1" });
  const options = { timeout: CALL_MILLISECONDS, maxTotalTimeout: CALL_MILLISECONDS };
  try {
    await client.connect(transport, { timeout: startMs, maxTotalTimeout: startMs });
    const tools: Tool[] = [];
    const end = performance.now() + MAX_TOTAL_MILLISECONDS;
    let cursor: string | undefined;
    let size = 0;
    for (let page = 0; page < MAX_PAGES && tools.length < MAX_TOOLS; page++) {
      const reply = await client.listTools({ cursor }, options);
      size += JSON.stringify(reply.tools).length;
      if (size > MAX_TOTAL_CHARACTERS) throw new Error("more tools than can be kept");
      for (const tool of reply.tools) tools.push(tool);
      cursor = reply.nextCursor;
      if (cursor === undefined) break;
      if (performance.now() > end) throw new Error("timed out");
    }
    return tools.slice(0, MAX_TOOLS);
  } finally {
    await close();
    await client.close().catch(() => {});
  }
}

function openHttp(target: Extract<ServerTarget, { kind: "http" }>, mode: Mode): Opened {
  const { url, credential } = target;
  const agent = new Agent({
    connect: { lookup: guardedLookup(mode) as never },
    maxResponseSize: MAX_REPLY_BYTES,
  });
  const transport = new StreamableHTTPClientTransport(assertUrlAllowed(url, mode), {
    requestInit: {
      headers: credential === null ? {} : { [credential.header]: credential.value.reveal() },
    },
    fetch: (input, init) => fetchPlain(input as string, init as RequestInit, agent),
  });
  const close = async () => {
    await transport.terminateSession().catch(() => {});
    agent.destroy().catch(() => {});
  };
  // The SDK's own classes differ from its interface in what is optional.
  return { transport: transport as Transport, close };
}

/**
 * One request to a server that nobody vouches for. A redirect could lead the credential elsewhere, so
 * none is followed. A compressed reply is not read: its cap counts what arrives, and a thousand times
 * that could come out of it.
 */
async function fetchPlain(address: string, init: RequestInit, agent: Agent): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept-encoding", "identity");
  const response = await undiciFetch(address, {
    ...(init as object),
    headers: [...headers],
    redirect: "error",
    dispatcher: agent,
  });
  const encoding = response.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") {
    await response.body?.cancel();
    throw new Error("the reply is compressed, which was not asked for");
  }
  return response as unknown as Response;
}

/** What may be shown of a failure: its kind, never a header or a body. */
function explain(error: unknown): string {
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : "";
  if (/EADDRREFUSED|not allowed/.test(text))
    return "The server's name leads to an address that the gate may not connect to.";
  if (/ECONNREFUSED|fetch failed|ENOTFOUND|EAI_AGAIN/.test(text))
    return "The server could not be reached.";
  if (/timed out|Timeout|aborted/i.test(text)) return "The server did not answer in time.";
  if (/\b401\b|\b403\b|Unauthorized/i.test(text))
    return "The server refused the credential that is registered for it.";
  return "The server did not answer as an MCP server does.";
}

/** A command's own last words tell more than anything else; its secrets are cut out of them. */
function explainCommand(error: unknown, said: readonly string[]): string {
  const problem = toProblem(error);
  const how = problem.code === "internal" ? explain(error) : problem.detail;
  const words = said.length === 0 ? "" : ` It said: ${said.slice(-5).join(" | ")}`;
  return `${how}${words}`.slice(0, MAX_TOLD) + startHint(said);
}
