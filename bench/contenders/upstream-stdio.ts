/*
 * The same fast MCP server over standard input and output, for the peer that speaks nothing else
 * to its servers.
 */
import { createInterface } from "node:readline";
import { replyTo } from "../mock-replies";

createInterface({ input: process.stdin }).on("line", (line) => {
  const reply = line === "" ? null : replyTo(line);
  if (reply !== null) process.stdout.write(`${reply.text}\n`);
});
