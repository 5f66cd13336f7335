import { describe, expect, it } from "vitest";
import { stringifyJson } from "@/lib/kernel";
import { filterMessage, type View } from "./filter";
import { readReply } from "./read-reply";

const view = (hidden: readonly string[], listsOthers: boolean): View => ({
  toolIsListed: (name) => !hidden.includes(name),
  listsOthers,
});
const filtered = (message: unknown, by: View) =>
  JSON.parse(stringifyJson(filterMessage(readReply(JSON.stringify(message)), by)));

describe("a server's message as a grant may see it", () => {
  it("has no hidden tool, and keeps the cursor", () => {
    const result = { tools: [{ name: "a" }, { name: "b", x: 1 }], nextCursor: "c", _meta: {} };
    expect(filtered({ jsonrpc: "2.0", id: 1, result }, view(["a"], true)).result).toEqual({
      tools: [{ name: "b", x: 1 }],
      nextCursor: "c",
      _meta: {},
    });
  });

  it("has no tool without a name that can be judged", () => {
    const result = { tools: [{ title: "x" }, { name: 5 }, "a", null, { name: "ok" }] };
    expect(filtered({ id: 1, result }, view([], true)).result.tools).toEqual([{ name: "ok" }]);
  });

  it("is filtered in a batch as well, in case a server sends one", () => {
    const one = { id: 1, result: { tools: [{ name: "a" }] } };
    expect(filtered([one, one], view(["a"], true)).map((m: typeof one) => m.result.tools)).toEqual([
      [],
      [],
    ]);
  });

  it.each(["resources", "resourceTemplates", "prompts"])(
    "has no %s where they are not allowed, and no cursor to more",
    (list) => {
      const message = { id: 1, result: { [list]: [{ name: "x" }], nextCursor: "c" } };
      expect(filtered(message, view([], false)).result).toEqual({ [list]: [] });
      expect(filtered(message, view([], true))).toEqual(message);
    },
  );

  it("does not offer tasks", () => {
    const result = { capabilities: { tools: {}, tasks: { list: {} } }, serverInfo: {} };
    expect(filtered({ id: 1, result }, view([], true)).result).toEqual({
      capabilities: { tools: { listChanged: true } },
      serverInfo: {},
    });
  });

  it("says that changes are announced, of what the server has and nothing else", () => {
    const result = { capabilities: { resources: { subscribe: true }, logging: {} } };
    expect(filtered({ id: 1, result }, view([], true)).result).toEqual({
      capabilities: { resources: { subscribe: true, listChanged: true }, logging: {} },
    });
  });

  it.each([
    { jsonrpc: "2.0", method: "notifications/progress", params: { tools: [{ name: "a" }] } },
    { jsonrpc: "2.0", id: 1, error: { code: 1, message: "a" } },
    { jsonrpc: "2.0", id: 1, result: { content: [] } },
    { jsonrpc: "2.0", id: 1, result: null },
    null,
    7,
  ])("stays as it is if it is no list: %j", (message) => {
    expect(filtered(message, view(["a"], false))).toEqual(message);
  });

  it("keeps numbers as written and keys that differ in case", () => {
    const text =
      '{"id":1,"result":{"tools":[{"name":"b","s":{"id":1e400,"ID":18446744073709551615}}]}}';
    expect(stringifyJson(filterMessage(readReply(text), view(["a"], true)))).toBe(text);
  });
});
