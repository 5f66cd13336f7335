import { expect, it } from "vitest";
import { parsePrivateHosts } from "@/lib/kernel";
import { askProvider } from "./ask-provider";
import { OidcRefused } from "./refusals";

it.each([
  "https://10.0.0.1/.well-known/openid-configuration",
  "https://169.254.169.254/latest/meta-data",
  "https://[::1]/",
  "http://localhost:9200/_search",
  "https://user:password@idp.test/",
  "file:///etc/passwd",
  "gopher://idp.test/",
])("in production %s is not asked", async (address) => {
  await expect(askProvider(address, "production")).rejects.toSatisfy(
    (error) => error instanceof OidcRefused && error.reason === "oidc-description",
  );
});

it("a name that leads to this machine is found out when it is connected to", async () => {
  await expect(askProvider("https://localhost:9/", "production")).rejects.toSatisfy(
    (error) => error instanceof OidcRefused,
  );
});

it("asks a private address where the operator let it in, and reaches for it", async () => {
  const named = parsePrivateHosts("10.255.255.1");
  const beside = { mode: "production" as const, privateHosts: named };
  // Nothing answers there; without the setting it is refused before anybody is asked.
  await expect(askProvider("https://10.255.255.2/", beside)).rejects.toMatchObject({
    reason: "oidc-description",
  });
  await expect(askProvider("https://10.255.255.1:1/", beside)).rejects.toMatchObject({
    reason: "provider-unreachable",
  });
}, 20_000);
