import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export type Served = { readonly origin: string; close(): Promise<void> };

/** Serves on a free port of loopback; what answers is made when the address is known. */
export async function serve(
  make: (origin: string) => RequestListener | Promise<RequestListener>,
): Promise<Served> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answer = await make(origin);
  return {
    origin,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
