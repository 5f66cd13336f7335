import { expect, it, vi } from "vitest";
import { askedSeldom, readiness } from "./readiness";

it("is ready when everything it needs answers", async () => {
  const found = await readiness({
    database: { ask: async () => ({ rows: [] }) },
    serving: { ask: () => true },
  });
  expect(found).toMatchObject({
    ready: true,
    status: "ready",
    checks: { database: { ok: true, required: true }, serving: { ok: true } },
  });
});

it("is not ready when one part says no, fails or does not answer", async () => {
  vi.useFakeTimers();
  try {
    for (const ask of [
      () => false,
      () => Promise.reject(new Error("password authentication failed for user x")),
      () => new Promise(() => {}),
    ]) {
      const asked = readiness({ part: { ask }, other: { ask: () => true } });
      await vi.advanceTimersByTimeAsync(2_000);
      const found = await asked;
      expect(found).toMatchObject({ ready: false, status: "not ready" });
      expect(found.checks).toMatchObject({ part: { ok: false }, other: { ok: true } });
      expect(JSON.stringify(found)).not.toContain("password");
    }
  } finally {
    vi.useRealTimers();
  }
});

it("works on, degraded, without what is optional", async () => {
  const found = await readiness({ sign_in: { ask: () => false, optional: true } });
  expect(found).toMatchObject({ ready: true, status: "degraded" });
});

it("asks what is costly once for everybody who asks in the meantime, and then anew", async () => {
  vi.useFakeTimers();
  try {
    const ask = vi.fn(async () => ask.mock.calls.length);
    const seldom = askedSeldom(1_000, ask);
    expect(await Promise.all([seldom(), seldom()])).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(1_000);
    ask.mockRejectedValueOnce(new Error("down"));
    await expect(seldom()).rejects.toThrow("down");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await seldom()).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
