/*
 * The pass-through that anybody would write first: it looks at nothing, decides nothing and records
 * nothing. Node's own client and server, kept alive, both bodies piped.
 */
import { createServer, request as requestUpstream } from "node:http";
import { sayReady } from "../process/answer";
import { listenAnywhere } from "../process/listen";

const upstreamPort = Number(process.env.UPSTREAM_PORT);

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const onward = requestUpstream(
    { host: "127.0.0.1", port: upstreamPort, method, path: url, headers },
    (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  request.pipe(onward);
});
server.keepAliveTimeout = 600_000;
sayReady({ port: await listenAnywhere(server) });
