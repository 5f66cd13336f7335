import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { associatedData, open, seal } from "./seal";

const key = randomBytes(32);
const plaintext = Buffer.from("the upstream credential");
const place = associatedData("1", "tenant", "table", "record", "field");

describe("a sealed record", () => {
  it("opens as the AES-256-GCM test case 16 of McGrew and Viega says", () => {
    const hex = (text: string) => Buffer.from(text, "hex");
    const sealed = hex(
      "cafebabefacedbaddecaf888" +
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" +
        "76fc6ece0f4e1768cddf8853bb2d551b",
    );
    const opened = open(
      hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
      sealed,
      hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    );
    expect(opened.toString("hex")).toBe(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
  });

  it("opens to what was sealed, also where that is nothing", () => {
    for (const text of [plaintext, Buffer.alloc(0), randomBytes(100_000)]) {
      expect(open(key, seal(key, text, place), place)).toEqual(text);
    }
  });

  it("is nonce, ciphertext and tag, under a nonce of its own each time", () => {
    const records = Array.from({ length: 200 }, () => seal(key, plaintext, place));
    expect(records.every((record) => record.byteLength === 12 + plaintext.byteLength + 16)).toBe(
      true,
    );
    expect(new Set(records.map((record) => record.toString("hex", 0, 12))).size).toBe(
      records.length,
    );
  });

  it("does not open after any one bit of it was changed", () => {
    const sealed = seal(key, plaintext, place);
    for (let bit = 0; bit < sealed.byteLength * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(key, changed, place), `bit ${bit}`).toThrow();
    }
  });

  it("does not open cut short, under another key or in another place", () => {
    const sealed = seal(key, plaintext, place);
    for (let length = 0; length < sealed.byteLength; length++) {
      expect(() => open(key, sealed.subarray(0, length), place), `${length} bytes`).toThrow();
    }
    expect(() => open(randomBytes(32), sealed, place)).toThrow();
    expect(() =>
      open(key, sealed, associatedData("1", "tenant", "table", "record", "other")),
    ).toThrow();
    expect(() => open(key, sealed, Buffer.alloc(0))).toThrow();
  });
});

describe("associated data", () => {
  it("is length and bytes of each part, so that no two lists are alike", () => {
    expect(associatedData("ab", "", "é").toString("hex")).toBe(
      "00000002616200000000" + "00000002c3a9",
    );
    const part = fc.string({ unit: fc.constantFrom("a", "\0", "\u0001"), maxLength: 4 });
    const list = fc.array(part, { maxLength: 4 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const alike = associatedData(...a).equals(associatedData(...b));
        expect(alike).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
