import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLIENT_ADDRESS_HEADER, parseNetworks } from "@/lib/kernel";
import { createConsoleServer } from "./console-server";
import { watchConsole } from "./console-watch";

function trustedLoopback() {
  const networks = parseNetworks("127.0.0.0/8");
  if (networks === null) throw new Error("no networks");
  return { networks, header: "x-forwarded-for" } as const;
}
const server = createConsoleServer({
  origin: "http://localhost:3000",
  answer: async (request, response) => {
    if (request.url === "/fails") throw new Error("secret detail");
    if (request.url === "/kept") response.setHeader("Cache-Control", "public, max-age=60");
    if (request.url === "/begun") response.writeHead(200, { "Cache-Control": "no-cache" });
    if (request.url === "/who")
      return void response.end(`from ${request.headers[CLIENT_ADDRESS_HEADER]}`);
    response.end(`seen ${request.headers["x-request-id"]}`);
  },
  trustedProxies: trustedLoopback(),
  watch: watchConsole({ mode: "evaluation", metricsToken: null }),
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

/** Sends bytes as they are and gives the whole answer. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

const request = (line: string, headers = "") =>
  send(`${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`);

describe("the console's server", () => {
  it("tells the application who sent a request, and nobody else does", async () => {
    const header = "x-forwarded-for: 6.6.6.6, 198.51.100.7\r\n";
    expect(await request("GET /who", header)).toContain("from 198.51.100.7");
    const own = `${CLIENT_ADDRESS_HEADER}: 6.6.6.6\r\nforwarded: for=6.6.6.6\r\n`;
    expect(await request("GET /who", own)).toContain("from 127.0.0.1");
  });

  it("gives a request its id on both sides", async () => {
    const answer = await request("GET /", "x-request-id: my-own-id\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nx-request-id: my-own-id\r\n/i);
    expect(answer).toContain("seen my-own-id");
  });

  it.each([
    ["an address that does not decode", "GET /api/v1/servers/%E0%A4%A", 400, "invalid_request"],
    ["an address of another host", "GET http://evil.test/", 400, "invalid_request"],
    ["a method nobody serves", "TRACE /api/v1/me", 405, "method_not_allowed"],
    ["no HTTP at all", "FOO /", 400, "invalid_request"],
    ["a failure of its own", "GET /fails", 500, "internal"],
  ])("answers %s with a problem document", async (_what, line, status, code) => {
    const answer = await request(line);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain("application/problem+json");
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).toMatch(/x-request-id: \S+/i);
    expect(answer).not.toContain("secret detail");
  });

  it("keeps from every cache what says nothing of caches, and leaves the rest as it is", async () => {
    const said = async (path: string) =>
      [...(await request(`GET ${path}`)).matchAll(/^cache-control: (.+)\r$/gim)].map(
        ([, one]) => one,
      );
    expect(await said("/")).toEqual(["private, no-store"]);
    expect(await said("/kept")).toEqual(["public, max-age=60"]);
    expect(await said("/begun")).toEqual(["no-cache"]);
    expect(await said("/fails")).toEqual(["no-store"]);
  });

  it("counts what it answered, by door and status, and names nobody", async () => {
    const count = async () => {
      const answer = await request("GET /metrics");
      expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
      expect(answer).not.toContain("acme");
      const found = /portcullis_console_responses_total\{door="page",status="200"\} (\d+)/.exec(
        answer,
      );
      return Number(found?.[1] ?? 0);
    };
    const before = await count();
    await request("GET /t/acme/servers");
    expect(await count()).toBe(before + 1);
    expect(await request("POST /metrics")).toMatch(/^HTTP\/1.1 405 /);
  });

  it("answers headers that are too large with a problem document", async () => {
    const answer = await request("GET /", `x-long: ${"a".repeat(20_000)}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"code":"header_too_large"');
  });
});
