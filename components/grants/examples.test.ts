import { expect, it } from "vitest";
import { clientKey, grantExamples } from "./examples";

it("puts the address and the token into every example, and valid JSON into the configuration", () => {
  const examples = grantExamples("http://localhost:3100/mcp/1", "pcg_x", "Billing Tools");
  for (const { code } of examples) {
    expect(code).toContain("http://localhost:3100/mcp/1");
    expect(code).toContain("Bearer pcg_x");
  }
  const configuration: unknown = JSON.parse(examples[2]?.code ?? "");
  expect(configuration).toHaveProperty(["mcpServers", "billing-tools", "url"]);
});

it.each([
  ["Billing Tools (EU)", "billing-tools-eu"],
  ["***", "portcullis"],
])("names %j as %s", (name, key) => expect(clientKey(name)).toBe(key));
