import { createHash, randomBytes } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import {
  DATABASE_TOKEN_SECONDS,
  databaseTokenHeader,
  hmacPads,
  mintDatabaseToken,
} from "./database-token";
import { leafHash, sha256Hex } from "./hash";

const key = { kid: "k-1", key: randomBytes(32) };
const claims = {
  aud: "db",
  tenant_id: "t",
  workspace_ids: ["w"],
  sub: "member:m",
  request_id: "r-1234567",
} as const;

describe("a database token", () => {
  it("is a JWT under HS256 that an independent library verifies", async () => {
    const token = mintDatabaseToken(key, claims);
    const { payload } = await jwtVerify(token, key.key, { algorithms: ["HS256"], audience: "db" });
    expect(payload).toEqual({ ...claims, exp: expect.any(Number) });
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", kid: "k-1", typ: "JWT" });
  });

  it("lives a minute from the second in which it was made", () => {
    const payload = mintDatabaseToken(key, claims, 1_700_000_000_999).split(".")[1] ?? "";
    expect(DATABASE_TOKEN_SECONDS).toBe(60);
    expect(JSON.parse(Buffer.from(payload, "base64url").toString()).exp).toBe(1_700_000_060);
  });

  it("begins with the header that stands beside the key, byte for byte", () => {
    expect(mintDatabaseToken(key, claims).split(".")[0]).toBe(databaseTokenHeader("k-1"));
    expect(databaseTokenHeader("k-1")).not.toContain("=");
  });
});

describe("the padded blocks of a key", () => {
  it.each([
    [
      "0b".repeat(20),
      "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ],
    [
      "4a656665",
      "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      "aa".repeat(20),
      "\u00dd".repeat(50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ],
  ])("give the HMAC-SHA-256 of RFC 4231 for the key %s", (hex, data, mac) => {
    const { ipad, opad } = hmacPads(Buffer.from(hex, "hex"));
    const digest = (...parts: Buffer[]) =>
      createHash("sha256").update(Buffer.concat(parts)).digest();
    expect(digest(opad, digest(ipad, Buffer.from(data, "latin1"))).toString("hex")).toBe(mac);
  });

  it("are 64 bytes each, and not made of a key that does not fit", () => {
    const { ipad, opad } = hmacPads(randomBytes(64));
    expect([ipad.byteLength, opad.byteLength]).toEqual([64, 64]);
    expect(() => hmacPads(randomBytes(65))).toThrow("at most 64 bytes");
  });
});

describe("hashes", () => {
  it("are those of the standards: SHA-256 of nothing, and the leaf of RFC 6962", () => {
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(leafHash(Buffer.alloc(0)).toString("hex")).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
    expect(leafHash(Buffer.from("a")).toString("hex")).toBe(sha256Hex(Buffer.from("\0a")));
  });
});
