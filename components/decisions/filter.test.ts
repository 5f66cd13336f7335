import { describe, expect, it } from "vitest";
import { decisionParams, decisionQuery } from "./filter";

const NOW = Date.parse("2026-11-26T09:31:07.500Z");

describe("the filters of an address", () => {
  it("leave out what is empty, unknown or not a filter", () => {
    expect(
      decisionParams({ tool: " echo ", state: "denied", since: "year", server: "", open: "x" }),
    ).toEqual({ tool: "echo" });
    expect(decisionParams({ from: "yesterday", to: "2026-11-26T09:00:00.000Z" })).toEqual({
      to: "2026-11-26T09:00:00.000Z",
    });
  });
  it("become what the list of decisions takes", () => {
    expect(decisionQuery({ state: "refused", tool: "echo", request: "r1" }, NOW)).toEqual({
      decision: "refuse",
      tool: "echo",
      requestId: "r1",
    });
    expect(decisionQuery({ state: "failed", server: "s" }, NOW)).toEqual({
      outcome: "failed",
      serverId: "s",
    });
  });
  it("let a moving span stand before fixed moments", () => {
    expect(decisionQuery({ since: "hour", from: "2020-01-01T00:00:00Z" }, NOW)).toEqual({
      from: "2026-11-26T08:31:07.500Z",
    });
  });
});
