import { describe, expect, it } from "vitest";
import { Secret } from "@/lib/kernel";
import { Said } from "./said";

const said = (chunks: readonly string[], secrets: Record<string, string> = {}) => {
  const sealed = Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]);
  const heard = new Said(Object.fromEntries(sealed), { server: "s" });
  for (const chunk of chunks) heard.push(Buffer.from(chunk));
  return heard.lines;
};

describe("what a program says", () => {
  it("never holds its secrets, in whatever pieces they come", () => {
    const lines = said(["key=s3cr", "et-value!\nBearer abc.def\nline1line1\n"], {
      KEY: "s3cret-value!",
      PEM: "line1line1\nline2",
    });
    expect(lines).toEqual(["key=[redacted]", "[redacted]", "[redacted]"]);
  });

  it("is the last of it, and bounded", () => {
    const lines = said([`${"x".repeat(200_000)}\n`, ...Array(100).fill("y\n"), "z".repeat(9000)]);
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe("y");
    expect(lines.at(-1)).toBe("z".repeat(300));
  });

  it("holds no escape a terminal would follow and no end of a line", () => {
    expect(said(["\u001b[31mred\u001b[0m\u202e\r\n\n  \n"])).toEqual(["[31mred [0m"]);
  });

  it("that has no end takes no more memory than a line", () => {
    const heard = new Said({}, {});
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 2_000; n++) heard.push(Buffer.alloc(64 * 1024, 0x78));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });
});
