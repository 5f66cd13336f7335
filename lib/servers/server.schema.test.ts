import { describe, expect, it } from "vitest";
import { newGrantSchema, newServerSchema } from "./server.schema";

const withHeader = (header: string) =>
  newServerSchema.safeParse({
    name: "s",
    url: "https://mcp.example.com/",
    credential: { header, value: "v" },
  });

describe("the header of a credential", () => {
  it.each(["authorization", "Authorization", "x-api-key", "X-Auth-Token", "api-key", "dd-api-key"])(
    "may be %s",
    (header) => {
      expect(withHeader(header).success).toBe(true);
    },
  );

  it.each([
    "accept",
    "Accept-Encoding",
    "connection",
    "content-encoding",
    "Content-Length",
    "content-type",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "HTTP2-Settings",
    "if-match",
    "keep-alive",
    "last-event-id",
    "mcp-method",
    "mcp-protocol-version",
    "Mcp-Session-Id",
    "origin",
    "proxy-authorization",
    "proxy-connection",
    "sec-fetch-site",
    "te",
    "trailer",
    "Transfer-Encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
    "X-Forwarded-Host",
    "x-http-method-override",
    "x-request-id",
    "traceparent",
  ])("may not be %s", (header) => {
    const issues = withHeader(header).error?.issues ?? [];
    expect(JSON.stringify(issues)).toContain("cannot carry a credential");
  });

  it.each(["", "a b", "a:b", "x_y", "ü", "a\r\nb", "x".repeat(65)])("may not be %j", (header) => {
    expect(withHeader(header).success).toBe(false);
  });
});

describe("names", () => {
  it.each(["a\u202eb", "a\u001b[2Jb", "a\u200bb"])("that deceive are refused: %j", (name) => {
    const server = newServerSchema.safeParse({ name, url: "https://mcp.example.com/" });
    const grant = newGrantSchema.safeParse({ name });
    for (const result of [server, grant])
      expect(result.error?.issues[0]).toMatchObject({
        path: ["name"],
        message: expect.stringContaining("cannot be seen"),
      });
  });
});

describe("a server that is a command", () => {
  const judged = (more: object) => {
    const result = newServerSchema.safeParse({ name: "s", command: "/bin/x", ...more });
    return result.error?.issues.map(({ path, message }) => `/${path.join("/")}: ${message}`) ?? [];
  };

  it.each<[object, RegExp]>([
    [{ env: { NODE_OPTIONS: "--inspect" } }, /^\/env\/NODE_OPTIONS: This variable may not be set$/],
    [{ env: { LD_PRELOAD: "/tmp/x.so" } }, /^\/env\/LD_PRELOAD: This variable may not be set$/],
    [{ env: { "a b": "c" } }, /^\/env\/a b: A variable's name is/],
    [{ env: { A: "\0" } }, /^\/env\/A: A text may not hold NUL$/],
    [{ args: ["a", "\0"] }, /^\/args\/1: A text may not hold NUL$/],
    [{ command: "" }, /^\/command: Give the command$/],
    [{ command: "/bin/\u202ex" }, /^\/command: .*cannot be seen/],
    [{ url: "https://mcp.example.com/" }, /Unrecognized key: "url"/],
    [{ credential: { variable: "PATH", value: "v" } }, /^\/credential\/variable: .*may not be set/],
    [{ credential: { variable: "T", value: "" } }, /^\/credential\/value: Give the value$/],
    [{ env: { T: "1" }, credential: { variable: "T", value: "v" } }, /set beside its secret/],
    [{ credential: "a-bearer-token" }, /^\/credential: /],
  ])("is refused at the field that is amiss: %j", (more, told) => {
    const said = judged(more);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(told);
  });

  it("is taken with nothing but its name and command", () => {
    const input = { name: "s", command: "/bin/x" };
    expect(newServerSchema.parse(input)).toEqual({ ...input, args: [], env: {} });
  });
});
