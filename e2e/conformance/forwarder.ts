import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

export type Forwarder = { readonly url: string; close(): Promise<void> };

type Target = { readonly url: string; readonly token: string };

/**
 * Stands before a server that wants a token, for a client that has no way to send one. It adds the
 * header, and where the client addresses the forwarder itself it addresses the server; every other
 * Host and Origin it passes on as they are. With `alter` it changes events, or leaves them out where
 * nothing is returned, to see that it is seen. Several targets are asked in turn, a request each.
 */
export async function raiseForwarder(
  target: Target | readonly Target[],
  alter: (event: string) => string = (event) => event,
): Promise<Forwarder> {
  const targets: readonly Target[] = "url" in target ? [target] : target;
  let asked = 0;

  const server = createServer((incoming, response) => {
    const { url, token } = targets[asked++ % targets.length] as Target;
    const to = new URL(url);
    const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outgoing = request(
      {
        host: to.hostname,
        port: to.port,
        path: to.pathname,
        method: incoming.method,
        headers: {
          ...readdressed(incoming, own, to.host),
          authorization: `Bearer ${token}`,
        },
        setHost: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        let rest = "";
        answer.setEncoding("utf8");
        const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true;
        answer.on("data", (chunk: string) => {
          if (!isStream) return void response.write(chunk);
          const events = `${rest}${chunk}`.split("\n\n");
          rest = events.pop() ?? "";
          for (const event of events.map(alter)) if (event !== "") response.write(`${event}\n\n`);
        });
        answer.on("end", () => response.end());
        answer.on("error", () => response.destroy());
      },
    );
    outgoing.on("error", () => response.destroy());
    // A client that leaves takes its request with it.
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readdressed(
  { headers }: IncomingMessage,
  own: string,
  to: string,
): IncomingMessage["headers"] {
  const { host, origin, ...rest } = headers;
  return {
    ...rest,
    ...(host === undefined ? {} : { host: host === own ? to : host }),
    ...(origin === undefined
      ? {}
      : { origin: origin === `http://${own}` ? `http://localhost:${to.split(":")[1]}` : origin }),
  };
}
