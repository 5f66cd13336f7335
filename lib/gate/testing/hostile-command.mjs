/*
 * A server over standard input and output that behaves, and misbehaves, as its tool's name says. Its
 * first argument makes it misbehave at start.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const at = process.argv[2] ?? "";
const say = (value) =>
  process.stdout.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`);
const answer = (id, result) => say({ jsonrpc: "2.0", id, result });
const text = (said) => ({ content: [{ type: "text", text: said }] });
const TOOLS = ["echo", "secret"].map((name) => ({ name, inputSchema: { type: "object" } }));

if (at === "dies") {
  process.stderr.write(`no configuration found; token is ${process.env.TOKEN}\n`);
  process.exit(3);
}
if (at === "silent") setInterval(() => {}, 1_000);

const waiting = new Map();
let asked = 0;
const BEHAVIOUR = {
  echo: (id, args) => answer(id, text(String(args.text))),
  pid: (id) => answer(id, text(String(process.pid))),
  env: (id) => answer(id, text(JSON.stringify(process.env))),
  never: () => {},
  dies: () => process.exit(7),
  garbage: (id) => {
    say("this is no message");
    say('{"half": ');
    say("[]");
    say("42");
    say("null");
    answer(id, text("after garbage"));
  },
  stranger: (id) => {
    answer("never-asked", text("?"));
    answer(999_999, text("?"));
    say({ jsonrpc: "2.0", id: null, result: {} });
    answer(id, text("after strangers"));
  },
  twice: (id) => {
    say(
      `{"jsonrpc":"2.0","id":"other","id":${JSON.stringify(id)},"result":${JSON.stringify(text("first"))},"result":${JSON.stringify(text("last"))}}`,
    );
    answer(id, text("a second answer"));
  },
  huge: () => {
    const piece = "x".repeat(1024 * 1024);
    let left = 100;
    const more = () => left-- > 0 && process.stdout.write(piece, more);
    more();
  },
  floods: () => {
    const line = `${JSON.stringify({ jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: "x".repeat(1000) } })}\n`;
    const more = () => process.stdout.write(line.repeat(100), more);
    more();
  },
  lines: (_id, args) => {
    const lines = `${args.line}\n`.repeat(20_000);
    const more = () => process.stdout.write(lines, more);
    more();
  },
  pieces: () => {
    const more = () => process.stdout.write("x", more);
    more();
  },
  complains: (_id, args) => {
    const lines = Buffer.from(String(args.text), "latin1");
    const many = Buffer.concat(Array(Math.ceil(65_536 / lines.length)).fill(lines));
    const more = () => process.stderr.write(many, more);
    more();
  },
  stderr: (id) => {
    let left = 20;
    const more = () =>
      left-- > 0
        ? process.stderr.write("e".repeat(1024 * 1024), more)
        : answer(id, text("after much"));
    more();
  },
  forks: (id, args) => {
    for (let n = 0; n < 3; n++)
      spawn("setsid", ["sleep", String(args.mark)], { stdio: "ignore", detached: true }).unref();
    answer(id, text("forked"));
  },
  progress: (id, _args, meta) => {
    for (const progress of [1, 2])
      say({
        jsonrpc: "2.0",
        method: "notifications/progress",
        params: { progressToken: meta.progressToken, progress },
      });
    setTimeout(() => answer(id, text("progressed")), 50);
  },
  asks: (id) => {
    const question = `q${++asked}`;
    waiting.set(question, (message) => answer(id, text(JSON.stringify(message.result))));
    say({ jsonrpc: "2.0", id: question, method: "roots/list" });
  },
  slow: (id, args) => setTimeout(() => answer(id, text("slow")), Number(args.ms)),
  notes: (id, args) => {
    for (let n = 1; n <= Number(args.count); n++)
      say({
        jsonrpc: "2.0",
        method: "notifications/message",
        params: { level: "info", data: `note ${n}` },
      });
    answer(id, text("noted"));
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  if (at === "silent") return;
  if (message.method === undefined) return waiting.get(message.id)?.(message);
  if (message.method === "initialize") {
    if (at === "refuses")
      return say({ jsonrpc: "2.0", id: message.id, error: { code: -32602, message: "no" } });
    const { protocolVersion } = message.params;
    return answer(message.id, {
      protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "hostile", version: "1" },
    });
  }
  if (message.method === "tools/list") return answer(message.id, { tools: TOOLS });
  if (message.method === "ping") return answer(message.id, {});
  const { name, arguments: args = {}, _meta: meta = {} } = message.params ?? {};
  if (message.method === "tools/call") BEHAVIOUR[name]?.(message.id, args, meta);
});
