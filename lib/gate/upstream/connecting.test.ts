import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Mode } from "@/lib/kernel";
import { GATE_LIMITS } from "../settings";
import type { UpstreamFailure } from "./attempt";
import { createUpstreamClient, type UpstreamClient } from "./client";

/*
 * Where a connection really goes. The resolver is ours: it can change its answer between the moment
 * an address is judged and the moment it is connected to.
 */
const answers: string[][] = [];
const asked: string[] = [];
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (name: string, _options: unknown, done: (error: null, found: object[]) => void) => {
    asked.push(name);
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  },
}));

let server: Server;
let port: number;
let arrived: string[];
let client: UpstreamClient;
beforeEach(async () => {
  arrived = [];
  asked.length = 0;
  answers.length = 0;
  server = createServer((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    // Each answer ends its connection, so that the next request must resolve again.
    const headers = { connection: "close", location: "http://169.254.169.254/latest/meta-data" };
    response.writeHead(request.url === "/redirect" ? 302 : 200, headers).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

type Ended = { readonly status: number } | Pick<UpstreamFailure, "kind" | "sent">;

function send(address: string, mode: Mode = "evaluation"): Promise<Ended> {
  client ??= createUpstreamClient({ mode, limits: GATE_LIMITS });
  const url = new URL(address);
  return new Promise((resolve) => {
    const failed = ({ kind, sent }: UpstreamFailure) => resolve({ kind, sent });
    client.send(
      {
        kind: "http",
        owner: "server",
        url,
        method: "POST",
        headers: ["content-type", "application/json"],
        body: "{}",
      },
      {
        head: ({ status }) => ({ data: () => {}, done: () => resolve({ status }), failed }),
        failed,
      },
    );
  });
}
const fresh = (mode: Mode = "evaluation") => {
  client = createUpstreamClient({ mode, limits: GATE_LIMITS });
};
const NOT_CONNECTED = { kind: "unreachable", sent: false };

describe("a connection to an upstream server", () => {
  it("goes to the address that was judged: the name is asked once, whatever it says a moment later", async () => {
    fresh();
    answers.push(["127.0.0.1"], ["169.254.169.254"]);
    expect(await send(`http://localhost:${port}/`)).toEqual({ status: 200 });
    expect([asked, arrived]).toEqual([["localhost"], ["POST /"]]);
  });

  it("is judged again each time it is made: a name that is moved inside is refused", async () => {
    fresh();
    answers.push(["127.0.0.1"], ["10.0.0.1"]);
    expect(await send(`http://localhost:${port}/`)).toEqual({ status: 200 });
    expect(await send(`http://localhost:${port}/`)).toEqual(NOT_CONNECTED);
    expect(arrived).toHaveLength(1);
  });

  it("is refused where any of a name's addresses may not be connected to", async () => {
    fresh();
    answers.push(["127.0.0.1", "192.168.0.1"]);
    expect(await send(`http://localhost:${port}/`)).toEqual(NOT_CONNECTED);
    answers[0] = [];
    expect(await send(`http://localhost:${port}/`)).toEqual(NOT_CONNECTED);
    expect(arrived).toEqual([]);
  });

  it.each([
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "fd00:ec2::254",
    "10.1.2.3",
    "::ffff:10.1.2.3",
    "fe80::1",
    "64:ff9b::a9fe:a9fe",
    "100.100.100.200",
    "0.0.0.0",
    "::",
  ])("is refused in both modes where a name leads to %s", async (address) => {
    answers.push([address]);
    fresh("production");
    expect(await send("https://tools.example.com/mcp")).toEqual(NOT_CONNECTED);
    await client.close();
    fresh("evaluation");
    expect(await send("https://tools.example.com/mcp")).toEqual(NOT_CONNECTED);
    expect(asked).toHaveLength(2);
  });

  it.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"])(
    "is refused in production where a name leads to this machine: %s",
    async (address) => {
      fresh("production");
      answers.push([address]);
      expect(await send(`https://tools.example.com:${port}/`)).toEqual(NOT_CONNECTED);
      expect(arrived).toEqual([]);
    },
  );

  it.each([
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://169.254.43518/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://169.254.169.254./",
    "https://１６９.254.169.254/",
    "http://tools.example.com/",
    "http://127.0.0.1.example.com/",
    "https://user:secret@tools.example.com/",
    "ftp://tools.example.com/",
  ])("is never tried to %s, and its name is not even asked for", async (address) => {
    fresh();
    answers.push(["127.0.0.1"]);
    expect(await send(address)).toEqual(NOT_CONNECTED);
    expect([asked, arrived]).toEqual([[], []]);
  });

  it("follows no redirect", async () => {
    fresh();
    answers.push(["127.0.0.1"]);
    expect(await send(`http://localhost:${port}/redirect`)).toEqual({ status: 302 });
    expect([asked, arrived]).toEqual([["localhost"], ["POST /redirect"]]);
  });
});
