import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { hashToken, makeToken, parseToken } from "./token";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FORM = /^(?<body>[a-z]{3}_(?<random>[0-9A-Za-z]{43}))_(?<check>[0-9A-Za-z]{6})$/;
const PREFIXES = ["pck", "pcg", "pcs"] as const;

/** CRC-32 (IEEE 802.3) bit by bit, independent of the code that is tested. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function toBase62(value: number): string {
  let out = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62))
    out = ALPHABET.charAt(rest % 62) + out;
  return out.padStart(6, "0");
}

const fromBase62 = (text: string) =>
  [...text].reduce((value, letter) => value * 62n + BigInt(ALPHABET.indexOf(letter)), 0n);

describe("a token", () => {
  it.each(PREFIXES)(
    "of kind %s is prefix, 43 letters of base62 and the CRC-32 of both",
    (prefix) => {
      // Small numbers are padded: among so many tokens some begin with 0.
      for (let n = 0; n < 300; n++) {
        const text = makeToken(prefix).token.reveal();
        const { body = "", random = "", check } = FORM.exec(text)?.groups ?? {};
        expect(body.startsWith(`${prefix}_`)).toBe(true);
        expect(check).toBe(toBase62(crc32(body)));
        expect(fromBase62(random)).toBeLessThan(2n ** 256n);
      }
    },
  );

  it("has the checksum that scanners compute: the CRC-32 check value of the standard", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
  });

  it("is stored as SHA-256 of its text with its last four letters, and shown by no way of printing", () => {
    const { token, hash, lastFour } = makeToken("pck");
    const text = token.reveal();
    expect(hash).toEqual(createHash("sha256").update(text).digest());
    expect(parseToken(text, "pck")).toEqual({ hash });
    expect(hashToken(text)).toEqual(hash);
    expect(lastFour).toBe(text.slice(-4));
    expect(`${token} ${JSON.stringify({ token })} ${inspect({ token })}`).not.toContain(
      text.slice(4, 20),
    );
  });

  it("does not come twice", () => {
    const texts = Array.from({ length: 500 }, () => makeToken("pcg").token.reveal());
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe("a typing error is caught without a look-up", () => {
  const text = makeToken("pcg").token.reveal();
  const other = (letter: string) => ALPHABET.charAt((ALPHABET.indexOf(letter) + 1) % 62);

  it("in any one letter", () => {
    for (let at = 0; at < text.length; at++) {
      const wrong = text.slice(0, at) + other(text.charAt(at)) + text.slice(at + 1);
      expect([at, parseToken(wrong, "pcg")]).toEqual([at, null]);
    }
  });

  it("in two letters that changed places", () => {
    for (let at = 4; at < text.length - 1; at++) {
      const [a, b] = [text.charAt(at), text.charAt(at + 1)];
      if (a === b) continue;
      expect([at, parseToken(text.slice(0, at) + b + a + text.slice(at + 2), "pcg")]).toEqual([
        at,
        null,
      ]);
    }
  });

  it.each([
    ["another kind", text, "pck"],
    ["an end cut off", text.slice(0, -1), "pcg"],
    ["a letter more", `${text}0`, "pcg"],
    ["a line's end", `${text}\n`, "pcg"],
    ["a space in front", ` ${text}`, "pcg"],
    ["nothing", "", "pcg"],
    ["letters beyond ASCII", text.replace("_", "＿"), "pcg"],
    ["a megabyte", "pcg_".repeat(262_144), "pcg"],
  ] as const)("in %s", (_, wrong, prefix) => {
    expect(parseToken(wrong, prefix)).toBeNull();
  });
});
