import { log, newId } from "@/lib/kernel";
import type { GrantRoute, RouteCache } from "@/lib/servers";
import type { McpSession, Sessions } from "./mcp/sessions";
import { discard } from "./relay/late-sink";
import type { Upstream } from "./upstream/port";

/** How long an upstream is given to take leave of one session. */
const TELL_MILLISECONDS = 5_000;
/** At one server; beyond that many waiting the rest are left: it ends them in its own time. */
const AT_ONCE = 4;
const MAX_WAITING = 1_000;
const VERSION = "2025-11-25";

export type Farewells = {
  /** Tells the server that sessions which the gate has ended are over. Never waits and never fails. */
  say(grant: GrantRoute, sessions: readonly McpSession[]): void;
};

type Lane = { readonly waiting: (() => Promise<boolean>)[]; telling: number };

/**
 * Takes leave of upstream sessions that nobody will use again, because the gate ended them: their
 * clients cannot. At best: a server that is away is not told twice, and a gate that stops tells nobody.
 * Each server waits for itself only; one that does not answer is left alone. A command is not told but
 * ended, by the gate that runs it.
 */
export function createFarewells(upstream: Pick<Upstream, "send">): Farewells {
  const lanes = new Map<string, Lane>();

  /** Whether the server answered, whatever it was. */
  function tell(grant: GrantRoute, session: McpSession): Promise<boolean> {
    const { target } = grant;
    if (target.kind !== "http" || session.upstream === null) return Promise.resolve(true);
    const { credential } = target;
    const headers = ["accept", "application/json, text/event-stream", "user-agent", "portcullis"];
    headers.push("x-request-id", newId(), "mcp-protocol-version", VERSION);
    headers.push("mcp-session-id", session.upstream.reveal());
    if (credential !== null) headers.push(credential.header, credential.value.reveal());
    const url = new URL(target.url);
    const owner = grant.server.id;
    return new Promise((told) => {
      let answered = false;
      const over = (): void => {
        clearTimeout(timer);
        told(answered);
      };
      const timer = setTimeout(() => flow.stop(), TELL_MILLISECONDS);
      const flow = upstream.send(
        { kind: "http", owner, url, method: "DELETE", headers, body: null },
        {
          head: (_head, flow) => {
            answered = true;
            const rest = discard(flow);
            const done = (): void => {
              rest.done();
              over();
            };
            return { data: rest.data, done, failed: done };
          },
          failed: over,
        },
      );
    });
  }

  function next(server: string, lane: Lane): void {
    while (lane.telling < AT_ONCE) {
      const one = lane.waiting.shift();
      if (one === undefined) break;
      lane.telling++;
      void one().then((answered) => {
        lane.telling--;
        if (!answered) lane.waiting.length = 0;
        next(server, lane);
      });
    }
    if (lane.telling === 0) lanes.delete(server);
  }

  return {
    say(grant, sessions) {
      const server = grant.server.id;
      const lane = lanes.get(server) ?? { waiting: [], telling: 0 };
      lanes.set(server, lane);
      for (const session of sessions) {
        if (lane.waiting.length >= MAX_WAITING) break;
        lane.waiting.push(() => tell(grant, session));
      }
      next(server, lane);
    },
  };
}

/** Ends the sessions of grants that were revoked or have run out, whichever gate began them. */
export function endWithGrants(
  routes: RouteCache,
  sessions: Pick<Sessions, "endAll">,
  farewells: Farewells,
): void {
  async function look(grantHash: Buffer, was: GrantRoute): Promise<void> {
    const requestId = newId();
    if ((await routes.get(grantHash, requestId)) !== null) return;
    farewells.say(was, await sessions.endAll(was, requestId));
  }

  routes.onGrantChanged((grantHash, was) => {
    look(grantHash, was).catch((error: unknown) => {
      log.warn("sessions of a grant could not be ended", { grant: was.grantId, error });
    });
  });
}
