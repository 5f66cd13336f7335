/*
 * A raw MCP caller: nothing between the test and the bytes the gate answers with.
 */
import { randomUUID } from "node:crypto";
import type { Answer, Door, SentCall } from "./record";

/** A grant and what is called under it. */
export type Target = {
  readonly door: Door;
  readonly url: string;
  readonly token: string;
  /** Whether the upstream insists on a protocol session. */
  readonly sessions: boolean;
};

type Reply = {
  readonly status: number;
  readonly session: string | null;
  readonly body: {
    readonly result?: { isError?: boolean; content?: { text?: string }[] };
    readonly error?: { message: string };
    readonly rule?: string;
  };
};

const PATIENCE_MS = 20_000;
const REFUSED = /^Portcullis refused this call by the rule (.+?)\. (?:Try again|Request id)/;

async function post(
  target: Target,
  message: object,
  requestId: string,
  session: string | null,
): Promise<Reply> {
  const response = await fetch(target.url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${target.token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
      "x-request-id": requestId,
      ...(session === null ? {} : { "mcp-session-id": session }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const events = response.headers.get("content-type")?.startsWith("text/event-stream");
  const json = events
    ? text
        .match(/^data: (\{.+)$/gm)
        ?.at(-1)
        ?.slice("data: ".length)
    : text;
  return {
    status: response.status,
    session: response.headers.get("mcp-session-id"),
    body: json ? (JSON.parse(json) as Reply["body"]) : {},
  };
}

function read({ status, body }: Reply): { answer: Answer; rule: string | null } {
  if (status !== 200) return { answer: "problem", rule: body.rule ?? null };
  if (body.result === undefined) return { answer: body.error ? "problem" : "lost", rule: null };
  if (body.result.isError !== true) return { answer: "passed", rule: null };
  const rule = REFUSED.exec(body.result.content?.[0]?.text ?? "")?.[1];
  return rule === undefined ? { answer: "failed", rule: null } : { answer: "refused", rule };
}

/** One caller under one grant; it begins its protocol session anew where it was lost. */
export function createCaller(target: Target): (tool: string, args?: object) => Promise<SentCall> {
  let session: string | null = null;

  /** Gives back the status it was answered with. */
  async function begin(): Promise<number> {
    const params = {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "faults", version: "1" },
    };
    const message = { id: 0, method: "initialize", params };
    const reply = await post(target, message, randomUUID(), null);
    session = reply.status === 200 ? reply.session : null;
    if (session !== null) {
      await post(target, { method: "notifications/initialized" }, randomUUID(), session);
    }
    return reply.status;
  }

  return async (tool, args = {}) => {
    const requestId = randomUUID();
    const id = randomUUID();
    let sentAt = Date.now();
    const ended = (answer: Answer, rule: string | null = null, status: number | null = null) => {
      const { door } = target;
      return { requestId, door, tool, id, sentAt, endedAt: Date.now(), answer, rule, status };
    };
    try {
      if (target.sessions && session === null) {
        const status = await begin();
        if (session === null) return ended("problem", null, status);
      }
      sentAt = Date.now();
      const params = { name: tool, arguments: { id, message: id, ...args } };
      const reply = await post(target, { id: 1, method: "tools/call", params }, requestId, session);
      if (reply.status === 404) session = null;
      const { answer, rule } = read(reply);
      return ended(answer, rule, reply.status);
    } catch (error) {
      return ended(error instanceof DOMException ? "late" : "lost");
    }
  };
}
