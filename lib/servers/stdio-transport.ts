import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { Problem } from "@/lib/kernel";
import type { LaunchSpec, Sandbox, StdioChild } from "@/lib/stdio";
import type { StdioTarget } from "./target";

/** How a registered command is started. */
export function launchSpecOf(
  target: StdioTarget,
  label: Readonly<Record<string, string>>,
): LaunchSpec {
  const { command, args, env, credential } = target;
  const secrets = credential === null ? {} : { [credential.variable]: credential.value };
  return { command, args, env, secrets, label };
}

/** The SDK's client over a command that is started for it and ends with it. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #sandbox: Sandbox;
  readonly #spec: LaunchSpec;
  #child: StdioChild | null = null;

  constructor(sandbox: Sandbox, target: StdioTarget, label: Readonly<Record<string, string>>) {
    this.#sandbox = sandbox;
    this.#spec = launchSpecOf(target, label);
  }

  /** The last of what the command said beside the protocol. */
  get said(): readonly string[] {
    return this.#child?.said ?? [];
  }

  async start(): Promise<void> {
    this.#child = await this.#sandbox.launch(this.#spec, {
      line: (line) => this.#read(line.toString("utf8")),
      ended: () => this.onclose?.(),
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#child?.write(JSON.stringify(message)) !== true)
      throw new Problem("upstream_not_started", { detail: "The command ended, or does not read." });
  }

  async close(): Promise<void> {
    await this.#child?.stop("its tools are known");
  }

  #read(line: string): void {
    try {
      this.onmessage?.(JSON.parse(line) as JSONRPCMessage);
    } catch {
      this.#child?.note(line);
    }
  }
}
