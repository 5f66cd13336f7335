import { describe, expect, it } from "vitest";
import { type Expected, readHead } from "./read-head";

const head = (status: number, headers: Record<string, string> = {}) => ({ status, headers });
const JSON_TYPE = { "content-type": "application/json" };
const EVENTS = { "content-type": "Text/Event-Stream; charset=utf-8" };

describe("an upstream's answer that may be passed on", () => {
  it.each<[string, Expected, number, Record<string, string>, string]>([
    ["JSON", "reply", 200, JSON_TYPE, "json"],
    [
      "JSON with a charset",
      "reply",
      200,
      { "content-type": "application/json;charset=utf-8" },
      "json",
    ],
    ["events", "reply", 200, EVENTS, "events"],
    ["events on a stream", "stream", 200, EVENTS, "events"],
    ["an acknowledgement", "acknowledgement", 202, {}, "nothing"],
    ["an acknowledgement with a body", "acknowledgement", 200, JSON_TYPE, "nothing"],
    ["a farewell", "farewell", 204, {}, "nothing"],
  ])("%s", (_name, expected, status, headers, kind) => {
    expect(readHead(head(status, headers), expected, true).kind).toBe(kind);
  });
});

describe("an upstream's answer that may not", () => {
  it.each<[string, Expected, number, Record<string, string>, boolean, string, boolean]>([
    [
      "a redirect",
      "reply",
      307,
      { location: "https://evil.test" },
      false,
      "upstream_refused",
      true,
    ],
    ["not modified", "reply", 304, {}, false, "upstream_refused", true],
    ["its 401", "reply", 401, {}, false, "upstream_refused", true],
    ["its 403", "reply", 403, {}, false, "upstream_refused", true],
    ["its 404 without a session", "reply", 404, {}, false, "upstream_refused", true],
    ["its 404 to a session", "reply", 404, {}, true, "session_not_found", true],
    ["too many requests", "reply", 429, { "retry-after": "3" }, false, "upstream_refused", false],
    ["a server error", "reply", 500, JSON_TYPE, false, "upstream_refused", false],
    ["a bad gateway", "reply", 502, {}, false, "upstream_refused", false],
    ["no stream here", "stream", 405, {}, true, "method_not_allowed", true],
    ["a second stream", "stream", 409, {}, true, "conflict", true],
    ["JSON on a stream", "stream", 200, JSON_TYPE, true, "upstream_refused", true],
    ["a page", "reply", 200, { "content-type": "text/html" }, false, "upstream_refused", true],
    ["no type", "reply", 200, {}, false, "upstream_refused", true],
    [
      "a compressed body",
      "reply",
      200,
      { ...JSON_TYPE, "content-encoding": "br" },
      false,
      "upstream_refused",
      true,
    ],
  ])("%s", (_name, expected, status, headers, session, code, charge) => {
    const read = readHead(head(status, headers), expected, session);
    expect(read).toMatchObject({
      kind: "refused",
      outcome: { outcome: "upstream_error", charge, upstreamStatus: status, problem: { code } },
    });
  });

  it("a body that is said twice to be compressed", () => {
    const headers = { ...JSON_TYPE, "content-encoding": ["gzip", "gzip"] };
    expect(readHead({ status: 200, headers }, "reply", false).kind).toBe("refused");
  });

  it("hands on a Retry-After that is one, and nothing that is not", () => {
    const retry = (value: string) => {
      const read = readHead(head(429, { "retry-after": value }), "reply", false);
      return read.kind === "refused" ? read.outcome.problem?.headers["retry-after"] : undefined;
    };
    expect(retry("7")).toBe("7");
    expect(retry("Wed, 21 Oct 2026 07:28:00 GMT")).toBe("Wed, 21 Oct 2026 07:28:00 GMT");
    expect(retry("7\u00ff")).toBeUndefined();
    expect(retry("x".repeat(100))).toBeUndefined();
  });
});
