import { expect, it } from "vitest";
import { Secret } from "@/lib/kernel";
import { FREE_FAILURES, lockSeconds } from "./judge-lock";
import { hashRecoveryCode, newRecoveryCodes, RECOVERY_CODES } from "./recovery-code";
import { totpStep } from "./totp";

/** The secret of RFC 6238, appendix B ("12345678901234567890"), in base32. */
const RFC = new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

it.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
])("knows the code of the standard at %i", (seconds, code) => {
  const step = BigInt(Math.floor(seconds / 30));
  const around = (shift: number) => totpStep(RFC, code, new Date((seconds + shift) * 1000));
  expect(around(0)).toBe(step);
  // A neighbouring step is the same step still, and no other.
  expect([around(-30), around(30)]).toEqual([step, step]);
  expect(around(91)).toBeNull();
  if (seconds > 91) expect(around(-91)).toBeNull();
});

it.each(["28708", "2870822", "28708a", "", "２８７０８２", "287082\n", " 287082"])(
  "takes %j for no code",
  (code) => {
    expect(totpStep(RFC, code, new Date(59_000))).toBeNull();
  },
);

it("locks after five wrong codes, longer each time, and never for more than an hour", () => {
  const seconds = Array.from({ length: 15 }, (_, failures) => lockSeconds(failures));
  expect(seconds.slice(0, FREE_FAILURES)).toEqual(Array(FREE_FAILURES).fill(0));
  expect(seconds.slice(FREE_FAILURES, FREE_FAILURES + 4)).toEqual([60, 120, 240, 480]);
  expect(Math.max(...seconds)).toBe(3600);
});

it("makes codes of 80 bits that are read in whatever way they are written down", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(RECOVERY_CODES);
  for (const code of codes) {
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const written = code.toLowerCase().replaceAll("-", "").replaceAll("1", "l");
    expect(hashRecoveryCode("m", written)).toEqual(hashRecoveryCode("m", code));
    expect(hashRecoveryCode("other", code)).not.toEqual(hashRecoveryCode("m", code));
  }
  expect(hashRecoveryCode("m", "AAAA-BBBB-CCCC")).toBeNull();
  expect(hashRecoveryCode("m", "AAAA-BBBB-CCCC-DDD!")).toBeNull();
});
