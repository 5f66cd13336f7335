import { describe, expect, it, vi } from "vitest";
import { runWithContext } from "./context";
import { log, redact } from "./log";
import { Secret } from "./secret";

describe("the log", () => {
  it("prints no secret by any way of printing", () => {
    const secret = new Secret("hunter2-hunter2");
    for (const text of [
      String(secret),
      JSON.stringify({ secret }),
      `${secret}`,
      JSON.stringify(redact({ deep: [{ secret }] })),
    ]) {
      expect(text).not.toContain("hunter2");
    }
  });

  it("cuts credentials out of texts and errors", () => {
    const token = `pcg_${"a".repeat(43)}_abcdef`;
    const out = JSON.stringify(
      redact({ error: new Error(`no ${token}`), url: "postgres://u:pw@h/db", auth: "Bearer xyz" }),
    );
    expect(out).not.toContain("aaaa");
    expect(out).not.toContain("u:pw");
    expect(out).not.toContain("xyz");
  });

  it("is one line of JSON a message, whatever a caller put into it", () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    const hostile =
      'a\r\n{"level":"info","message":"forged"}\n\u2028\u2029\u0000\u001b[2J\u009b2J\u0085\u007f';
    log.info(hostile, { name: hostile, [hostile]: 1, error: new Error(hostile) });
    runWithContext({ requestId: hostile, door: "api", tenantId: hostile }, () => log.warn("x"));
    write.mockRestore();
    expect(written).toHaveLength(2);
    for (const line of written) {
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(line.endsWith("\n")).toBe(true);
    }
    expect(JSON.parse(written[0] ?? "")).toMatchObject({ message: hostile, name: hostile });
  });
});
