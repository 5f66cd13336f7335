import { expect, it } from "vitest";
import { stepUpRefusal } from "./judge-step-up";

const at = new Date("2026-03-01T12:00:00Z");
const ago = (seconds: number) => new Date(at.getTime() - seconds * 1000);
const policy = { stepUpSeconds: 900, stepUpNeedsFactor: false };
const session = { authenticatedAt: ago(60), factorAt: null, methods: [] as string[] };
const withFactor = { ...session, methods: ["totp"] };

it.each([
  ["a fresh sign-in of who has no factor", session, policy, true],
  ["an old sign-in", { ...session, authenticatedAt: ago(900) }, policy, false],
  ["a sign-in of nobody knows when", { ...session, authenticatedAt: null }, policy, false],
  [
    "a fresh sign-in where a factor is asked of all",
    session,
    { ...policy, stepUpNeedsFactor: true },
    false,
  ],
  ["a fresh sign-in of who has a factor", withFactor, policy, false],
  ["a fresh proof", { ...withFactor, factorAt: ago(899) }, policy, true],
  ["an old proof", { ...withFactor, factorAt: ago(900) }, policy, false],
  ["a proof from the future", { ...withFactor, factorAt: ago(-3600) }, policy, false],
  ["no session", null, policy, false],
] as const)("takes %s as it should", (_name, held, says, enough) => {
  expect(stepUpRefusal({ session: held, policy: says, at }) === null).toBe(enough);
});
