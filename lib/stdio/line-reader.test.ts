import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader, LineTooLong } from "./line-reader";

const read = (pieces: readonly (string | Uint8Array)[], max = 1000) => {
  const reader = new LineReader(max);
  return pieces.flatMap((piece) => reader.push(Buffer.from(piece))).map(String);
};

describe("lines", () => {
  it("are the same however their bytes arrive", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 100 }),
        fc.array(fc.nat(40)),
        (text, cuts) => {
          const bytes = Buffer.from(text);
          const pieces: Buffer[] = [];
          let at = 0;
          for (const cut of cuts) {
            pieces.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          pieces.push(bytes.subarray(at));
          expect(read(pieces)).toEqual(read([bytes]));
        },
      ),
    );
  });

  it("end with a line feed, with a carriage return before it or not; empty ones are none", () => {
    expect(read(["a\nb\r\n\n\r\nc"])).toEqual(["a", "b"]);
  });

  it("keep a character whose bytes arrive apart", () => {
    const [first, ...rest] = Buffer.from("€\n");
    expect(read([Buffer.from([first ?? 0]), Buffer.from(rest)])).toEqual(["€"]);
  });

  it.each([
    ["complete", ["x".repeat(11), "\n"]],
    ["never ended", ["xxxx", "xxxx", "xxxx"]],
    ["in one piece", [`${"x".repeat(11)}\n`]],
  ])("that are too long are not held: %s", (_how, pieces) => {
    expect(() => read(pieces, 10)).toThrow(LineTooLong);
  });

  it("of exactly the most there may be are read", () => {
    expect(read([`${"x".repeat(10)}\n`], 10)).toEqual(["x".repeat(10)]);
  });
});
