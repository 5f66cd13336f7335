import { describe, expect, it } from "vitest";
import { endWords, sessionName } from "./session-words";

describe("a session", () => {
  it("is called by what its client calls itself, or by its browser", () => {
    const client = { kind: "client", client: "CI of billing", device: "curl" } as const;
    expect(sessionName(client)).toBe("CI of billing");
    const browser = { kind: "browser", client: null, device: "Firefox on Linux" } as const;
    expect(sessionName(browser)).toBe("Firefox on Linux");
    expect(sessionName({ ...browser, device: null })).toMatch(/does not say/);
  });

  it("says why it is over, also where this console does not know the reason", () => {
    const at = "2026-11-21T12:00:00.000Z";
    expect(endWords({ endedAt: null, endedBecause: null })).toBe("It reached its limit");
    expect(endWords({ endedAt: at, endedBecause: "network-changed" })).toMatch(/another network/);
    expect(endWords({ endedAt: at, endedBecause: "of a later version" })).toBe("Ended");
    expect(endWords({ endedAt: at, endedBecause: null })).toBe("Ended");
  });
});
