import { afterEach, describe, expect, it, vi } from "vitest";
import { SIGN_IN_SECONDS, signInStateKey, signState, verifyState } from "./sign-in-state";

const key = signInStateKey("a secret of at least thirty-two characters");
const state = {
  tenantId: "019a0000-0000-7000-8000-000000000001",
  slug: "acme",
  connection: "c".repeat(40),
  next: "/t/acme/servers",
};

describe("the signed state of a sign-in", () => {
  afterEach(() => vi.useRealTimers());

  it("comes back as it was signed", () => {
    expect(verifyState(key, signState(key, state))).toEqual(state);
  });

  it("differs each time, so that no two sign-ins share one", () => {
    expect(signState(key, state)).not.toBe(signState(key, state));
  });

  it("is refused once it is older than a sign-in may take", () => {
    vi.useFakeTimers();
    const text = signState(key, state);
    vi.advanceTimersByTime((SIGN_IN_SECONDS - 1) * 1000);
    expect(verifyState(key, text)).toEqual(state);
    vi.advanceTimersByTime(1000);
    expect(verifyState(key, text)).toBeNull();
  });

  it("is refused under another key", () => {
    expect(
      verifyState(
        signInStateKey("another secret, just as long as the first"),
        signState(key, state),
      ),
    ).toBeNull();
  });

  it("is refused when another tenant is written into it", () => {
    const [body = "", signature = ""] = signState(key, state).split(".");
    const forged = JSON.parse(Buffer.from(body, "base64url").toString());
    forged.tenantId = "019a0000-0000-7000-8000-000000000002";
    const text = Buffer.from(JSON.stringify(forged)).toString("base64url");
    expect(verifyState(key, `${text}.${signature}`)).toBeNull();
  });

  it.each([undefined, "", ".", "a.b", "a.b.c", "{}", "x".repeat(5000)])(
    "is refused as %j",
    (text) => {
      expect(verifyState(key, text)).toBeNull();
    },
  );
});
