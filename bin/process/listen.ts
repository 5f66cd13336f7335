import type { Server } from "node:http";

/** Starts to listen; rejects with the server's own error where the address cannot be had. */
export function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Stops taking requests, lets those under way finish for a while, then cuts what is left. */
export function close(server: Server, graceMs = 3_000): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), graceMs).unref();
  });
}
