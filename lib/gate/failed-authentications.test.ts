import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createFailedAuthentications } from "./failed-authentications";

/** Limits on a clock that is set by hand, in milliseconds. */
function limits(perMinute: number) {
  const clock = { at: 1_000 };
  return { clock, of: createFailedAuthentications(perMinute, () => clock.at) };
}

function fail(of: ReturnType<typeof createFailedAuthentications>, address: string, times: number) {
  for (let n = 0; n < times; n++) of.failed(address);
}

describe("an address that fails to authenticate", () => {
  it("may fail as often as the limit says, and is then told how long to wait", () => {
    const { of } = limits(6);
    fail(of, "192.0.2.1", 5);
    expect(of.wait("192.0.2.1", null)).toBeNull();
    of.failed("192.0.2.1");
    expect(of.wait("192.0.2.1", null)).toBe(10);
  });

  it("may try again when that time has passed, once for each share of a minute", () => {
    const { of, clock } = limits(6);
    fail(of, "192.0.2.1", 6);
    clock.at += 9_900;
    expect(of.wait("192.0.2.1", null)).toBe(1);
    clock.at += 100;
    expect(of.wait("192.0.2.1", null)).toBeNull();
    of.failed("192.0.2.1");
    expect(of.wait("192.0.2.1", null)).toBe(10);
    clock.at += 3_600_000;
    fail(of, "192.0.2.1", 6);
    expect(of.wait("192.0.2.1", null)).toBe(10);
  });

  it("locks nobody out whose token was good before, and no other address", () => {
    const { of } = limits(3);
    const token = randomBytes(32);
    of.succeeded(token, {});
    fail(of, "192.0.2.1", 50);
    expect(of.wait("192.0.2.1", token)).toBeNull();
    expect(of.wait("192.0.2.1", randomBytes(32))).not.toBeNull();
    expect(of.wait("192.0.2.2", null)).toBeNull();
  });

  it.each([
    ["::ffff:192.0.2.1", "192.0.2.1", true],
    ["2001:db8:0:1::5", "2001:db8:0:1:ffff::", true],
    ["2001:db8:0:1::5", "2001:db8:0:2::5", false],
    ["::1", "::2", true],
  ])("%s and %s are one client: %s", (one, other, same) => {
    const { of } = limits(3);
    fail(of, one, 3);
    expect(of.wait(other, null) !== null).toBe(same);
  });

  it("costs bounded memory: among too many the longest unheard of is forgotten", () => {
    const { of } = limits(2);
    fail(of, "192.0.2.1", 2);
    fail(of, "192.0.2.2", 2);
    for (let n = 0; n < 9_998; n++) of.failed(`198.51.${n >> 8}.${n & 255}`);
    of.failed("192.0.2.2");
    of.failed("203.0.113.1");
    expect(of.wait("192.0.2.1", null)).toBeNull();
    expect(of.wait("192.0.2.2", null)).not.toBeNull();
  });
});
