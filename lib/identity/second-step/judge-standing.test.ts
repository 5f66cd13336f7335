import { expect, it } from "vitest";
import { lacksFactor } from "./judge-standing";

const policy = { everyone: false, roles: [] as string[], trustDays: 14 };
const judged = { policy, role: "viewer", trustedBrowser: false };
const everyone = { ...policy, everyone: true };

it.each([
  ["nobody must", judged, false],
  ["everyone must", { ...judged, policy: everyone }, true],
  ["their role must", { ...judged, policy: { ...policy, roles: ["viewer"] } }, true],
  ["another role must", { ...judged, policy: { ...policy, roles: ["admin"] } }, false],
  ["a trusted browser let it in", { ...judged, policy: everyone, trustedBrowser: true }, false],
  [
    "no browser may be trusted any more",
    { ...judged, policy: { ...everyone, trustDays: 0 }, trustedBrowser: true },
    true,
  ],
])("a session without a factor is judged rightly where %s", (_name, given, lacks) => {
  expect(lacksFactor(given)).toBe(lacks);
});
