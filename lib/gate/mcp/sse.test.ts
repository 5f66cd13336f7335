import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SseFrameTooLarge, SseReader, writeFrame } from "./sse";

function read(text: string, sizes: readonly number[] = []): (string | null)[] {
  const reader = new SseReader(1_000);
  const bytes = Buffer.from(text);
  const data: (string | null)[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    for (const frame of reader.push(bytes.subarray(at, at + size))) data.push(frame.data);
    at += size;
  }
  return data;
}

describe("an event stream", () => {
  it.each([
    ["line feeds", "id: 1\ndata: a\n\ndata: b\n\n", ["a", "b"]],
    ["carriage returns", "data: a\r\rdata: b\r\r", ["a", "b"]],
    ["both", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
    ["a mixture", "data: a\n\r\ndata: b\r\n\r", ["a", "b"]],
    ["several data lines", "data: a\ndata:b\ndata\n\n", ["a\nb\n"]],
    ["comments and other fields", ": alive\n\ndatabase: x\nevent: e\n\n", [null, null]],
    ["blank lines only", "\n\n\n\r\n", []],
    ["an unfinished frame, which is no frame", "data: a\n", []],
    ["a priming event", "id: 7\nretry: 10\ndata: \n\n", [""]],
  ])("is read with %s", (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it("reads the same however it is cut into pieces", () => {
    const piece = fc.constantFrom("data: ä€😀", "data:x", "id: 1", ": c", "", "event: e");
    const ending = fc.constantFrom("\n", "\r\n", "\r");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, ending), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }),
        (lines, sizes) => {
          const text = lines.map(([line, end]) => line + end).join("");
          expect(read(text, sizes)).toEqual(read(text));
        },
      ),
    );
  });

  it("gives a frame as soon as its blank line is there, even one that ends in a carriage return", () => {
    const reader = new SseReader(1_000);
    expect(reader.push(Buffer.from("data: a\r\n\r")).map((f) => f.data)).toEqual(["a"]);
    expect(reader.push(Buffer.from("\ndata: b\r\n\r\n")).map((f) => f.data)).toEqual(["b"]);
  });

  it("refuses a frame that does not end within the reader's size", () => {
    const reader = new SseReader(100);
    expect(() => reader.push(Buffer.from(`data: ${"x".repeat(200)}`))).toThrow(SseFrameTooLarge);
    const lines = new SseReader(100);
    expect(() => lines.push(Buffer.from("data: xxxxxxxx\n".repeat(20)))).toThrow(SseFrameTooLarge);
  });

  it("refuses a frame of short lines that would take many times its size", () => {
    const reader = new SseReader(100_000);
    expect(() => reader.push(Buffer.from("a\n".repeat(4_000)))).toThrow(SseFrameTooLarge);
  });

  it("reads a line that comes in a million pieces in a moment", () => {
    const reader = new SseReader(2_000_000);
    const piece = Buffer.from("x");
    const before = performance.now();
    reader.push(Buffer.from("data: "));
    for (let n = 0; n < 1_000_000; n++) reader.push(piece);
    expect(reader.push(Buffer.from("\n\n"))[0]?.data).toHaveLength(1_000_000);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("is written back with its ids and with the data replaced, and nothing that was not judged", () => {
    const [frame] = new SseReader(1_000).push(
      Buffer.from(
        "event: message\n: x\nid: 9\ndata: {\ndata: }\nData: x\ndata : x\ndatabase: x\n\n",
      ),
    );
    if (frame === undefined) throw new Error("no frame");
    expect(writeFrame(frame, null)).toBe("event: message\n:\nid: 9\n\n");
    expect(writeFrame(frame, "{}")).toBe("event: message\n:\nid: 9\ndata: {}\n\n");
    const [comment] = new SseReader(1_000).push(Buffer.from(": alive\n\n"));
    expect(comment && writeFrame(comment, comment.data)).toBe(":\n\n");
  });
});
