import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { localKms } from "./local-kms";

const root = randomBytes(32);
const dataKey = randomBytes(32);
const context = ["0190a1b2-0000-7000-8000-000000000001", "upstream-credential", "1"];

describe("the local KMS", () => {
  const kms = localKms(root, 1);
  const wrapped = kms.wrap("acme", context, dataKey);

  it("unwraps what it wrapped, also after a restart", () => {
    expect(kms.unwrap("acme", 1, context, wrapped)).toEqual(dataKey);
    expect(localKms(root, 1).unwrap("acme", 1, context, wrapped)).toEqual(dataKey);
    expect(wrapped.includes(dataKey)).toBe(false);
  });

  it("unwraps no key for another tenant", () => {
    expect(() => kms.unwrap("globex", 1, context, wrapped)).toThrow();
  });

  it.each([0, 1, 2])("unwraps no key whose context differs in part %i", (part) => {
    const other = context.with(part, "other");
    expect(() => kms.unwrap("acme", 1, other, wrapped)).toThrow();
  });

  it("unwraps no key under another root, or another version of it", () => {
    expect(() => localKms(randomBytes(32), 1).unwrap("acme", 1, context, wrapped)).toThrow();
    expect(() => kms.unwrap("acme", 2, context, wrapped)).toThrow("version 2");
    expect(() => localKms(root, 2).unwrap("acme", 2, context, wrapped)).toThrow();
  });

  it.each([0, 16, 31, 33, 64])("takes no root key of %i bytes", (length) => {
    expect(() => localKms(Buffer.alloc(length), 1)).toThrow("32 bytes");
  });
});
