import { describe, expect, it } from "vitest";
import { redact } from "./log";
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
});
