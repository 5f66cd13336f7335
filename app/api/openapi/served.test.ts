import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type House, moveIn } from "@/app/rooms";
import { loadConfig } from "@/lib/kernel";
import { testDocument } from "../testing/described";
import { GET } from "../v1/openapi.json/route";

/** Nothing of the house is asked for the description but its addresses. */
beforeAll(() => {
  const config = loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" });
  const nothing = undefined as never;
  const signInDoor = () => Promise.reject(new Error("nobody signs in here"));
  moveIn({
    config,
    db: nothing,
    vault: nothing,
    signInKey: randomBytes(32),
    signInDoor,
  } as unknown as House);
});

const ask = (headers: Record<string, string> = {}) =>
  GET(
    new Request("http://localhost:3000/api/v1/openapi.json", {
      headers: { host: "localhost:3000", ...headers },
    }),
  );

describe("/api/v1/openapi.json", () => {
  it("gives the description to anybody who asks", async () => {
    const response = ask();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(await response.json()).toEqual(testDocument());
  });

  it("says that nothing changed to who has it already", async () => {
    const etag = ask().headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = ask({ "if-none-match": known });
      expect([known, response.status, await response.text()]).toEqual([known, 304, ""]);
    }
    expect(ask({ "if-none-match": '"other"' }).status).toBe(200);
  });

  it("is not served under another host's name", async () => {
    const response = ask({ host: "elsewhere.example" });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "host_refused" });
  });
});
