import fc from "fast-check";
import { expect, it } from "vitest";
import { Bytes } from "./bytes";

it("are all there, in order, however they came", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 60 }), (pieces) => {
      const bytes = new Bytes();
      for (const piece of pieces) bytes.push(Buffer.from(piece));
      expect(bytes.all()).toEqual(Buffer.concat(pieces));
      expect(bytes.size).toBe(bytes.all().length);
    }),
  );
});

it("never write over the memory that they were given", () => {
  const memory = Buffer.from("abcdef");
  const bytes = new Bytes();
  bytes.push(memory.subarray(0, 2));
  bytes.push(Buffer.from("xy"));
  expect(bytes.all().toString()).toBe("abxy");
  expect(memory.toString()).toBe("abcdef");
});

it("cost about what they hold, cut into single bytes too", () => {
  const bytes = new Bytes();
  const source = Buffer.alloc(2_000_000, "x");
  const before = process.memoryUsage();
  for (let at = 0; at < source.length; at++) bytes.push(source.subarray(at, at + 1));
  expect(bytes.size).toBe(source.length);
  // Each piece kept by itself would take its hundred bytes; the buffer takes twice its size at most.
  const { buffer } = bytes.all();
  expect(buffer.byteLength).toBeLessThanOrEqual(source.length * 4);
  expect(process.memoryUsage().rss - before.rss).toBeLessThan(150_000_000);
});

it("are let go of when they are not wanted", () => {
  const bytes = new Bytes();
  bytes.push(Buffer.from("a"));
  bytes.push(Buffer.from("b"));
  bytes.clear();
  expect(bytes.size).toBe(0);
  bytes.push(Buffer.from("c"));
  expect(bytes.all().toString()).toBe("c");
});
