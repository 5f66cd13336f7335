import { log, newId } from "@/lib/kernel";
import type { GrantRoute, RouteCache } from "@/lib/servers";
import type { McpSession, Sessions } from "./mcp/sessions";
import { discard } from "./relay/late-sink";
import type { Upstream } from "./upstream/port";

/** How long an upstream is given to take leave of one session. */
const TELL_MILLISECONDS = 5_000;
const AT_ONCE = 8;
/** Beyond this many the rest are left: their upstreams end them in their own time. */
const MAX_WAITING = 1_000;
const VERSION = "2025-11-25";

export type Farewells = {
  /** Tells the server that sessions which the gate has ended are over. Never waits and never fails. */
  say(grant: GrantRoute, sessions: readonly McpSession[]): void;
};

/**
 * Takes leave of upstream sessions that nobody will use again, because the gate ended them: their
 * clients cannot. At best: a server that is away is not told twice, and a gate that stops tells nobody.
 * A command is not told but ended, by the gate that runs it.
 */
export function createFarewells(upstream: Pick<Upstream, "send">): Farewells {
  const waiting: (() => Promise<void>)[] = [];
  let telling = 0;

  function tell(grant: GrantRoute, session: McpSession): Promise<void> {
    const { target } = grant;
    if (target.kind !== "http" || session.upstream === null) return Promise.resolve();
    const { credential } = target;
    const headers = ["accept", "application/json, text/event-stream", "user-agent", "portcullis"];
    headers.push("x-request-id", newId(), "mcp-protocol-version", VERSION);
    headers.push("mcp-session-id", session.upstream.reveal());
    if (credential !== null) headers.push(credential.header, credential.value.reveal());
    const url = new URL(target.url);
    return new Promise((told) => {
      const timer = setTimeout(() => flow.stop(), TELL_MILLISECONDS);
      const over = (): void => {
        clearTimeout(timer);
        told();
      };
      const flow = upstream.send(
        { kind: "http", owner: grant.server.id, url, method: "DELETE", headers, body: null },
        {
          head: (_head, flow) => {
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

  function next(): void {
    if (telling >= AT_ONCE) return;
    const one = waiting.shift();
    if (one === undefined) return;
    telling++;
    void one().finally(() => {
      telling--;
      next();
    });
  }

  return {
    say(grant, sessions) {
      for (const session of sessions) {
        if (waiting.length >= MAX_WAITING) break;
        waiting.push(() => tell(grant, session));
        next();
      }
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
