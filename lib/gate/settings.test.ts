import { describe, expect, it } from "vitest";
import { gateSettings } from "./settings";

const origins = { gate: "http://localhost:3100", console: "http://localhost:3000", idp: "" };

describe("the hosts a gate answers to", () => {
  it("are every spelling of loopback in evaluation", () => {
    const { allowedHosts } = gateSettings({ mode: "evaluation", origins });
    expect([...allowedHosts]).toEqual(["localhost:3100", "127.0.0.1:3100", "[::1]:3100"]);
  });

  it("are those that are configured as well", () => {
    const { allowedHosts } = gateSettings({
      mode: "production",
      origins: { ...origins, gate: "https://gate.example.com" },
      gateHosts: ["gate.internal:8443"],
    });
    expect([...allowedHosts]).toEqual(["gate.example.com", "gate.internal:8443"]);
  });

  it("are its own name only in production, without a default port", () => {
    const named = {
      ...origins,
      gate: "https://gate.example.com",
      console: "https://c.example.com",
    };
    const settings = gateSettings({ mode: "production", origins: named });
    expect([...settings.allowedHosts]).toEqual(["gate.example.com"]);
    expect([...settings.allowedOrigins]).toEqual([
      "https://gate.example.com",
      "https://c.example.com",
    ]);
  });
});
