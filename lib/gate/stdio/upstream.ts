import { randomBytes } from "node:crypto";
import { log, Problem, toProblem } from "@/lib/kernel";
import { launchSpecOf } from "@/lib/servers";
import type { ChildEnd, Sandbox } from "@/lib/stdio";
import type { AnswerSink, UpstreamFlow } from "../upstream/attempt";
import { BackOff } from "./back-off";
import type { StdioLimits } from "./limits";
import { Outlet } from "./outlet";
import type { StdioRequest } from "./request";
import { StdioSession } from "./session";
import { describeEnd, notStarted, notTaken } from "./words";

export type StdioUpstream = {
  /** Passes a request to the command of its session, or begins one. Never throws. */
  readonly send: (request: StdioRequest, answer: AnswerSink) => UpstreamFlow;
  /** The sessions whose commands run in this process. */
  readonly sessions: () => readonly StdioSession[];
  /** Ends every command. */
  readonly close: () => Promise<void>;
};

/**
 * Servers that are commands, behind the same port as those over HTTP: a session has a command of its
 * own, which is started by `initialize` and ends with the session. It lives in this process; under another
 * gate the session is not found, and its client begins anew.
 */
export function createStdioUpstream(sandbox: Sandbox, limits: StdioLimits): StdioUpstream {
  const sessions = new Map<string, StdioSession>();
  const backOff = new BackOff(limits);

  function find({ session, grant }: StdioRequest): StdioSession | null {
    const id = session?.upstream?.reveal();
    const found = id === undefined ? undefined : sessions.get(id);
    // A session is looked up under its grant before it comes here; this is the same once more.
    if (found === undefined || found.grant.grantId !== grant.grantId) return null;
    if (found.sessionId === null && session !== null) {
      found.sessionId = session.id;
      log.info("a command serves a session", {
        server: grant.server.id,
        session_id: session.id,
        process: found.id.slice(0, 8),
      });
    }
    return found;
  }

  function begin(request: StdioRequest, answer: AnswerSink): UpstreamFlow {
    const outlet = new Outlet(answer);
    const refusal = refusalOf(request);
    if (refusal !== null) {
      outlet.fail(notTaken(refusal));
      return outlet;
    }
    const id = randomBytes(32).toString("base64url");
    const session = new StdioSession(id, request, limits);
    // Counted from here on: commands that are being started are commands.
    sessions.set(id, session);
    void start(session, request, outlet);
    return outlet;
  }

  function refusalOf({ grant }: StdioRequest): Problem | null {
    const serverId = grant.server.id;
    const held = backOff.holds(serverId);
    if (held !== null)
      return new Problem("upstream_not_started", {
        detail: `The server's command failed ${held.count} times in a row and is not started again for ${held.seconds} s. ${held.last}`,
        headers: { "retry-after": String(held.seconds) },
      });
    const all = [...sessions.values()];
    const of = (same: (session: StdioSession) => boolean) => all.filter(same).length;
    const full =
      of((one) => one.grant.server.id === serverId) >= limits.sessionsPerServer ||
      of((one) => one.grant.tenantId === grant.tenantId) >= limits.sessionsPerTenant ||
      all.length >= limits.sessionsPerGate;
    if (!full) return null;
    return new Problem("too_many_requests", {
      detail: "Too many sessions with commands are open. End one, or try again later.",
      headers: { "retry-after": "5" },
    });
  }

  async function start(
    session: StdioSession,
    request: StdioRequest,
    outlet: Outlet,
  ): Promise<void> {
    const { grant, target } = request;
    const label = {
      server: grant.server.id,
      tenant_id: grant.tenantId,
      process: session.id.slice(0, 8),
    };
    let started = false;
    const failed = (problem: Problem): Problem => {
      if (!started) backOff.failed(grant.server.id, problem.detail);
      return problem;
    };
    const ended = (end: ChildEnd) => {
      sessions.delete(session.id);
      const problem = started ? null : failed(notStarted(describeEnd(end), end.said));
      session.ended(end, problem);
      log.info("a command ended", {
        ...label,
        session_id: session.sessionId,
        ...end,
        said: end.said.length,
      });
    };
    try {
      const child = await sandbox.launch(launchSpecOf(target, label), {
        line: (line) => session.line(line),
        ended,
      });
      session.serveWith(child);
    } catch (error) {
      sessions.delete(session.id);
      outlet.fail(notTaken(failed(toProblem(error))));
      return;
    }
    session.onAnswer = (isError) => {
      if (started) return;
      started = true;
      backOff.succeeded(grant.server.id);
      // A command that refuses to begin serves nobody.
      if (isError) void session.end("it did not initialise");
    };
    session.onSilent = () => {
      if (!started) void session.end("it did not answer in time");
    };
    session.request(request, outlet, { silentMs: limits.startMs, begins: true });
    // The client left while it was being started.
    if (!outlet.open) void session.end("its client left");
  }

  return {
    send(request, answer) {
      const { method, message, lastEventId } = request;
      const initialises = message?.method === "initialize" && "id" in message;
      if (request.session === null && method === "POST" && initialises)
        return begin(request, answer);
      const outlet = new Outlet(answer);
      if (request.session === null) {
        const detail = "The header Mcp-Session-Id is missing. Initialise a session first.";
        outlet.fail(notTaken(new Problem("invalid_request", { detail })));
        return outlet;
      }
      const session = find(request);
      if (session === null) {
        outlet.begin(404, {});
        outlet.finish();
        return outlet;
      }
      if (method === "GET") return session.openStream(lastEventId, answer);
      if (method === "DELETE" || message === null) {
        void session.end("its session was ended");
        outlet.begin(200, {});
        outlet.finish();
        return outlet;
      }
      if (!("method" in message && "id" in message)) return session.tell(message, answer);
      session.request(request, outlet, { silentMs: limits.silentCallMs });
      return outlet;
    },
    sessions: () => [...sessions.values()],
    async close() {
      await sandbox.close();
    },
  };
}
