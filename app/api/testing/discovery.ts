import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let issuer: Promise<string> | undefined;

/** The issuer of a provider on this machine that describes itself and does nothing else. */
export function discovery(): Promise<string> {
  issuer ??= begin();
  return issuer;
}

async function begin(): Promise<string> {
  let at = "";
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        issuer: at,
        authorization_endpoint: `${at}/authorize`,
        token_endpoint: `${at}/token`,
        jwks_uri: `${at}/jwks`,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  // It must not keep the tests' process.
  server.unref();
  at = `http://localhost:${(server.address() as AddressInfo).port}`;
  return at;
}
