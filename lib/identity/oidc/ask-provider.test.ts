import { expect, it } from "vitest";
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
