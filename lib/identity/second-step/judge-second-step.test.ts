import { expect, it } from "vitest";
import { judgeSecondStep, type SecondStepJudged, type SecondStepNeed } from "./judge-second-step";

const at = new Date("2026-03-01T12:00:00Z");
const policy = { everyone: false, roles: [] as string[], trustDays: 7 };
const none = { policy, role: "viewer", factors: 0, trustedAt: null, at };
const ago = (days: number) => new Date(at.getTime() - days * 86_400_000);

it.each<[string, SecondStepJudged, SecondStepNeed]>([
  ["nobody must, and has none", none, "nothing"],
  ["has one", { ...none, factors: 1 }, "proof"],
  ["everyone must", { ...none, policy: { ...policy, everyone: true } }, "factor"],
  ["the role must", { ...none, policy: { ...policy, roles: ["viewer"] } }, "factor"],
  ["another role must", { ...none, policy: { ...policy, roles: ["admin"] } }, "nothing"],
  ["a trusted browser", { ...none, factors: 1, trustedAt: ago(6.9) }, "nothing"],
  ["trusted for too long", { ...none, factors: 1, trustedAt: ago(7) }, "proof"],
  ["trusted in the future", { ...none, factors: 1, trustedAt: ago(-1) }, "proof"],
  [
    "trust that policy took back",
    { ...none, factors: 1, trustedAt: ago(0), policy: { ...policy, trustDays: 0 } },
    "proof",
  ],
  [
    "a trusted browser without the factor that must be",
    { ...none, trustedAt: ago(1), policy: { ...policy, everyone: true } },
    "factor",
  ],
])("asks rightly where %s", (_name, judged, need) => {
  expect(judgeSecondStep(judged)).toBe(need);
});
