import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { GATE_LIMITS } from "../settings";
import { createUpstreamClient, type UpstreamClient } from "./client";

/*
 * Upstreams that lose count of their answers, by fault or on purpose: nobody may be given what was
 * meant for another.
 */
const soon = () => new Promise((wake) => setTimeout(wake, 30));
const answer = (text: string, head = "") =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${head}content-length: ${text.length}\r\n\r\n${text}`;

let server: Server;
let client: UpstreamClient;
let sockets: Socket[];
afterEach(async () => {
  await client.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Raises a server that is told of each request's head, numbered over all connections. */
async function raise(
  act: (socket: Socket, head: string, connection: number) => void,
  limits: Partial<typeof GATE_LIMITS> = {},
) {
  sockets = [];
  server = createServer((socket) => {
    const connection = sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      if (/^(?:POST|GET) /.test(text)) act(socket, text, connection);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  client = createUpstreamClient({ mode: "evaluation", limits: { ...GATE_LIMITS, ...limits } });
  return (path: string, owner = "one", body = "{}") => send(port, path, owner, body);
}

/** Sends a request and gives the answer's text, or how it failed. */
function send(port: number, path: string, owner: string, body: string): Promise<string> {
  const url = new URL(`http://127.0.0.1:${port}${path}`);
  return new Promise((resolve) => {
    let text = "";
    client.send(
      { kind: "http", owner, url, method: "POST", headers: [], body },
      {
        head: () => ({
          data: (chunk) => {
            text += chunk;
          },
          done: () => resolve(text),
          failed: ({ kind }) => resolve(kind),
        }),
        failed: ({ kind }) => resolve(kind),
      },
    );
  });
}

it("an answer too many reaches no other server's callers", async () => {
  const to = await raise((socket, head) => {
    const path = head.split(" ")[1] ?? "";
    if (path !== "/splits") return void setTimeout(() => socket.write(answer(path)), 60);
    socket.write(answer(path));
    setTimeout(() => socket.write(answer("made up")), 20);
  });
  expect(await to("/splits", "theirs")).toBe("/splits");
  // Begun while what nobody asked for is on its way.
  expect(await to("/mine", "ours")).toBe("/mine");
});

it("what comes when nothing was asked ends its connection", async () => {
  const to = await raise((socket, _head, connection) => {
    socket.write(answer(`on ${connection}`));
    if (connection === 1) setTimeout(() => socket.write(answer("made up")), 10);
  });
  expect(await to("/")).toBe("on 1");
  await soon();
  expect(await to("/")).toBe("on 2");
});

it.each([
  ["a body that may not be there", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n"],
  ["chunks that may not be there", "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n"],
])("%s is waited for by nobody: its connection is not used again", async (_what, bytes) => {
  const to = await raise((socket, _head, connection) =>
    socket.write(connection === 1 ? bytes : answer(`on ${connection}`)),
  );
  expect(await to("/")).toBe("");
  expect(await to("/")).toBe("on 2");
});

it("an answer before the request was sent ends the connection: the rest would run into the next", async () => {
  const to = await raise((socket, _head, connection) => {
    socket.pause();
    socket.write(answer(`on ${connection}`));
  });
  expect(await to("/", "one", "x".repeat(16 * 1024 * 1024))).toBe("on 1");
  expect(await to("/")).toBe("on 2");
});

it("interim answers without end are no answer", async () => {
  const to = await raise((socket) => {
    const more = () => {
      if (!socket.destroyed) socket.write("HTTP/1.1 102 Processing\r\n\r\n".repeat(500), more);
    };
    more();
  });
  expect(await to("/")).toBe("broken");
});

it.each([
  ["two lengths", "content-length: 2\r\ncontent-length: 2\r\n\r\n{}"],
  ["two lengths in one", "content-length: 2, 2\r\n\r\n{}"],
  ["a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["two codings", "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
  ["a coding in two lines", "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n{}"],
  ["a folded header", "x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}"],
  ["a blank before the colon", "content-length : 2\r\n\r\n{}"],
  ["a signed length", "content-length: +2\r\n\r\n{}"],
  ["a hexadecimal length", "content-length: 0x2\r\n\r\n{}"],
  ["a bare line feed", "x: a\ncontent-length: 2\r\n\r\n{}"],
  ["a bare carriage return", "x: a\rcontent-length: 9\r\ncontent-length: 2\r\n\r\n{}"],
  ["a NUL", "x: a\0b\r\ncontent-length: 2\r\n\r\n{}"],
  ["a chunk's length with a sign", "transfer-encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n"],
  ["a chunk's length with 0x", "transfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"],
  ["a chunk's length beyond all", "transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}"],
  ["a chunk that ends in a line feed", "transfer-encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n"],
  ["a chunk longer than it says", "transfer-encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n"],
  [
    "a line feed in a chunk's extension",
    "transfer-encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
  ],
])("%s is no answer, and its connection is not used again", async (_what, rest) => {
  const to = await raise((socket, _head, connection) =>
    socket.write(connection === 1 ? `HTTP/1.1 200 OK\r\n${rest}` : answer(`on ${connection}`)),
  );
  expect(await to("/")).toBe("broken");
  expect(await to("/")).toBe("on 2");
});

it.each([
  ["closes within its length", "content-length: 9\r\n\r\n{}"],
  ["closes within a chunk", "transfer-encoding: chunked\r\n\r\n5\r\n{}"],
  ["closes before its last chunk", "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"],
  ["closes within its head", "content-le"],
])("a server that %s has not answered", async (_what, rest) => {
  const to = await raise((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
  expect(await to("/")).toBe("broken");
});
