import type { StdioRequest } from "../stdio/request";
import type { AnswerSink, UpstreamFlow } from "./attempt";
import type { HttpRequest } from "./client";

/** One request to a server, of whichever kind it is, complete with its credential. */
export type UpstreamRequest = HttpRequest | StdioRequest;

/** The servers behind the gate. The pipeline is the same for every kind. */
export type Upstream = {
  /**
   * Sends a request and hands what comes back to `answer`, which may be called before this
   * returns. Never throws.
   */
  readonly send: (request: UpstreamRequest, answer: AnswerSink) => UpstreamFlow;
  readonly close: () => Promise<void>;
};

type Kind<Request> = {
  readonly send: (request: Request, answer: AnswerSink) => UpstreamFlow;
  readonly close: () => Promise<void>;
};

/** The two kinds as one. */
export function joinUpstreams(http: Kind<HttpRequest>, stdio: Kind<StdioRequest>): Upstream {
  return {
    send: (request, answer) =>
      request.kind === "http" ? http.send(request, answer) : stdio.send(request, answer),
    close: async () => {
      await Promise.all([http.close(), stdio.close()]);
    },
  };
}
