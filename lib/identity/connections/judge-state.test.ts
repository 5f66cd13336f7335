import { describe, expect, it } from "vitest";
import { CONNECTION_STATES } from "./connection.schema";
import { connectionRefusal, type StateChange, stateRefusal } from "./judge-state";

describe("coming in through a connection", () => {
  it("is possible only through one in use, and beside an enforced one through none", () => {
    const refusals = CONNECTION_STATES.map((state) => [
      connectionRefusal({ state, anyEnforced: false }),
      connectionRefusal({ state, anyEnforced: true }),
    ]);
    expect(refusals).toEqual([
      ["connection-draft", "connection-draft"],
      ["connection-draft", "connection-draft"],
      [null, "not-enforced"],
      [null, null],
      ["connection-off", "connection-off"],
    ]);
  });
});

describe("a connection's state", () => {
  const change = (part: Partial<StateChange>): StateChange => ({
    ...{ from: "tested", to: "active", tested: true, otherWaysIn: 1, ownersWithCodes: 1 },
    ...part,
  });
  it.each([
    [{}, null],
    [{ tested: false, from: "draft" }, "not-tested"],
    [{ tested: false, from: "draft", to: "enforced" }, "not-tested"],
    [{ tested: false, from: "draft", to: "off" }, null],
    [{ from: "active" }, "same"],
    [{ from: "active", to: "enforced" }, null],
    [{ from: "active", to: "enforced", ownersWithCodes: 0 }, "no-recovery"],
    [{ from: "active", to: "off", ownersWithCodes: 0 }, null],
    [{ from: "active", to: "off", otherWaysIn: 0 }, null],
    [{ from: "active", to: "off", otherWaysIn: 0, ownersWithCodes: 0 }, "last-way-in"],
    [{ from: "enforced", to: "off", otherWaysIn: 0, ownersWithCodes: 0 }, "last-way-in"],
    [{ from: "tested", to: "off", otherWaysIn: 0, ownersWithCodes: 0 }, null],
  ] as const)("%j: %s", (part, refusal) => expect(stateRefusal(change(part))).toBe(refusal));
});
