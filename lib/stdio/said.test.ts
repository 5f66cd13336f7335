import { describe, expect, it, vi } from "vitest";
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

  it("never holds half of a secret, where a letter of it comes in two pieces", () => {
    const bytes = Buffer.from("key=pä€sswörd\n");
    for (let cut = 1; cut < bytes.length; cut++) {
      const heard = new Said({ KEY: new Secret("pä€sswörd") }, {});
      heard.push(bytes.subarray(0, cut));
      heard.push(bytes.subarray(cut));
      expect(heard.lines).toEqual(["key=[redacted]"]);
    }
  });

  it("never holds half of a secret, where a line is cut", () => {
    const secret = "k".repeat(8_000);
    const text = said([secret.repeat(20)], { KEY: secret }).join();
    expect(text).not.toContain("kk");
  });

  it("in a flood is not read but for its end, and not logged but for how much it was", () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const heard = new Said({ KEY: new Secret("s3cret-value!") }, { server: "s" });
    const flood = Buffer.from("the key is s3cret-value! and\u001b[2J more\n".repeat(1_500));
    const began = process.cpuUsage();
    for (let n = 0; n < 4_000; n++) heard.push(flood);
    const { user, system } = process.cpuUsage(began);
    heard.push(Buffer.from("the last of it\n"));
    expect((user + system) / 1e6).toBeLessThan(1);
    expect(heard.lines).toHaveLength(12);
    expect(heard.lines.at(-1)).toBe("the last of it");
    expect(heard.lines[0]).toBe("the key is [redacted] and [2J more");
    heard.close();
    const logged = written.mock.calls.map(([text]) => JSON.parse(String(text)));
    written.mockRestore();
    expect(logged).toHaveLength(21);
    expect(logged[20]).toMatchObject({ message: "a started server said more than is logged" });
    expect(logged[20].bytes_left_out).toBeGreaterThan(3_990 * flood.length);
  });

  it("is read again in the next window, from the next line on", () => {
    vi.useFakeTimers();
    const heard = new Said({}, {});
    for (let n = 0; n < 10; n++) heard.push(Buffer.alloc(64 * 1024, "flood "));
    vi.advanceTimersByTime(10_001);
    heard.push(Buffer.from("the rest of it\nnews\n"));
    expect(heard.lines).toEqual(["news"]);
    heard.close();
    vi.useRealTimers();
  });
});
