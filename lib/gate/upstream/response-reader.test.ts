import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResponseReader } from "./response-reader";

/** Reads a response that arrives in the given pieces, and gives what was made of it. */
function read(pieces: readonly string[], closes = false) {
  const seen = { heads: [] as [number, object][], body: "", ends: [] as boolean[] };
  const reader = new ResponseReader(
    {
      head: (status, headers) => void seen.heads.push([status, { ...headers }]),
      data: (chunk) => {
        seen.body += chunk.toString("latin1");
      },
      end: (reusable) => void seen.ends.push(reusable),
    },
    1_000,
  );
  for (const piece of pieces) reader.push(Buffer.from(piece, "latin1"));
  if (closes) reader.close();
  return seen;
}

const lines = (...all: string[]) => `${all.join("\r\n")}\r\n`;
const JSON_REPLY = `${lines("HTTP/1.1 200 OK", "Content-Type: application/json", "content-length: 5", "")}hello`;
const CHUNKED = `${lines("HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", "")}${lines("3;a=b", "hel", "2", "lo", "0", "x: y", "")}`;

describe("a response is whole", () => {
  it.each([
    ["by its length", JSON_REPLY, "hello", true],
    ["by its last chunk", CHUNKED, "hello", true],
    ["without a body", lines("HTTP/1.1 202 Accepted", "content-length: 0", ""), "", true],
    ["at once, where its status has no body", lines("HTTP/1.1 204 No Content", ""), "", true],
    [
      "after interim responses",
      lines("HTTP/1.1 103 Early Hints", "link: x", "") + JSON_REPLY,
      "hello",
      true,
    ],
    [
      "and the last one, if it says so",
      JSON_REPLY.replace("OK", "OK\r\nConnection: close"),
      "hello",
      false,
    ],
    ["and the last one of an old server", JSON_REPLY.replace("1.1", "1.0"), "hello", false],
  ])("%s", (_how, response, body, reusable) => {
    const seen = read([response]);
    expect([seen.heads.length, seen.body, seen.ends]).toEqual([1, body, [reusable]]);
    // In whatever pieces it comes.
    fc.assert(
      fc.property(fc.array(fc.nat(response.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), response.length];
        const pieces = at.slice(1).map((end, n) => response.slice(at[n], end));
        expect(read(pieces)).toEqual(seen);
      }),
    );
  });

  it("by the connection's end, where nothing else tells, and the connection is not used again", () => {
    const seen = read([`${lines("HTTP/1.1 200 OK", "")}all`, " of it"], true);
    expect([seen.body, seen.ends]).toEqual(["all of it", [false]]);
  });
});

it.each([
  ["an answer", `${JSON_REPLY}HTTP/1.1 200 OK`, "hello"],
  ["an answer without a body", `${lines("HTTP/1.1 204 No Content", "")}x`, ""],
])("what follows %s is dropped, and the connection is not used again", (_what, response, body) => {
  const seen = read([response]);
  expect([seen.body, seen.ends]).toEqual([body, [false]]);
});

it("headers are known by their names in lower case, all values of one that stands twice", () => {
  const response = lines("HTTP/1.1 200 OK", "A: 1 ", "b:2", "a: 3", "Content-Length: 0", "");
  expect(read([response]).heads).toEqual([[200, { a: ["1", "3"], b: "2", "content-length": "0" }]]);
});

it("blanks around a value are no part of it, and nothing else is taken for a blank", () => {
  const response = lines(
    "HTTP/1.1 200 OK",
    "a: \t x y\t ",
    "b:\xa0z\xa0",
    "content-length:0",
    "c: \t",
    "",
  );
  const headers = { a: "x y", b: "\xa0z\xa0", "content-length": "0", c: "" };
  expect(read([response]).heads).toEqual([[200, headers]]);
});

describe("what two readers could read differently is no response", () => {
  const head = (...fields: string[]) => `${lines("HTTP/1.1 200 OK", ...fields, "")}hello`;
  it.each([
    ["a length and chunks", head("content-length: 5", "transfer-encoding: chunked")],
    ["two lengths", head("content-length: 5", "content-length: 5")],
    ["a list of lengths", head("content-length: 5, 5")],
    ["a signed length", head("content-length: +5")],
    ["a coding that is not chunked", head("transfer-encoding: gzip, chunked")],
    ["chunks of an old server", head("transfer-encoding: chunked").replace("1.1", "1.0")],
    ["a space before the colon", head("content-length : 5")],
    ["a folded header", head("a: b", " c", "content-length: 5")],
    ["a line that ends in a line feed", head("a: b\ncontent-length: 5")],
    ["a bare carriage return", head("a: b\rc", "content-length: 5")],
    ["a NUL", head("a: b\0", "content-length: 5")],
    ["another version", JSON_REPLY.replace("1.1", "2.0")],
    ["another protocol", lines("HTTP/1.1 101 Switching Protocols", "upgrade: x", "")],
    ["a size that is no number", CHUNKED.replace("3;a=b", "0x3")],
    ["a chunk longer than it says", CHUNKED.replace("hel", "hell")],
    ["a size whose line ends in a line feed", CHUNKED.replace("3;a=b\r", "3;a=b")],
    ["a head that is too large", head(`a: ${"b".repeat(1_000)}`)],
    ["a head that never ends", "HTTP/1.1 200 OK\r\n".padEnd(1_100, "a")],
    [
      "trailers that never end",
      CHUNKED.replace(
        "x: y",
        lines(
          ..."x"
            .repeat(300)
            .split("")
            .map(() => "x: y"),
        ),
      ),
    ],
  ])("%s", (_what, response) => {
    expect(() => read([response])).toThrow();
    expect(() => read([...response])).toThrow();
  });

  it("the end of the connection within a response", () => {
    for (const response of [JSON_REPLY, CHUNKED])
      expect(() => read([response.slice(0, -1)], true)).toThrow("closed within");
  });
});
