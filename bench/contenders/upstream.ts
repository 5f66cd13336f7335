/*
 * A fast MCP server that does nothing: what is measured in front of it is the way to it. JSON
 * replies with their length, one write each, a session a client, one tool.
 */
import { createServer } from "node:http";
import { replyTo } from "../mock-replies";
import { sayReady } from "../process/answer";
import { listenAnywhere } from "../process/listen";

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const reply = replyTo(Buffer.concat(parts).toString("utf8"));
    if (reply === null) return void response.writeHead(202).end();
    const head = ["content-type", "application/json", "content-length", String(reply.text.length)];
    if (reply.begins) head.push("mcp-session-id", `mock-${Math.random().toString(36).slice(2)}`);
    response.writeHead(200, head);
    response.end(reply.text);
  });
});
server.keepAliveTimeout = 600_000;
sayReady({ port: await listenAnywhere(server) });
