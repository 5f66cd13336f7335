import { expect, it } from "vitest";
import { linesOf } from "./verify-run";

/** A text as it may arrive: in pieces cut anywhere, through the middle of a letter too. */
function stream(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

it.each([1, 7, 1000])(
  "reads the lines of a stream that comes in pieces of %i bytes",
  async (size) => {
    const lines = [
      { verified: 0, total: 2 },
      { verified: 2, total: 2 },
      { problem: { title: "é ü" } },
    ];
    for (const end of ["\n", ""]) {
      const text = lines.map((line) => JSON.stringify(line)).join("\n") + end;
      const read: unknown[] = [];
      for await (const line of linesOf(stream(text, size))) read.push(line);
      expect(read).toEqual(lines);
    }
  },
);
