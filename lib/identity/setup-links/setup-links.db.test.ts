import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { connectByLink, openSetupLink } from "./connect-by-link";
import { createSetupLink } from "./create-setup-link";
import { listSetupLinks, revokeSetupLink } from "./list-setup-links";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let admin: Caller;
const config = { origins: { console: "https://console.test", gate: "", idp: "" } };
beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  await makeSession(database, tenant);
  admin = actingInSession(tenant, "admin");
});
afterAll(() => database.drop());

const make = async () => {
  const { id, url } = await createSetupLink({ db, config }, admin, { note: "Team", days: 3 });
  return { id, token: url.reveal().split("/").at(-1) ?? "" };
};
const OF_NO_PROVIDER = {
  ...{ kind: "oidc" as const, vendor: "other" as const, name: "One" },
  ...{ discoveryUrl: "http://localhost:9", clientId: "a", clientSecret: "b" },
};
/** Values of a SAML provider need nobody to be asked; the broker is told nothing in this test. */
const rooms = () => ({
  db,
  config: { mode: "evaluation" as const },
  signInDoor: () => Promise.reject(new Error("no broker in this test")),
});

describe("a setup link", () => {
  it("stands for its organisation while it is live, and for nothing once revoked or ended", async () => {
    const [one, two] = [await make(), await make()];
    expect(await openSetupLink({ db }, one.token)).toMatchObject({ slug: tenant.slug });
    await revokeSetupLink({ db }, admin, one.id);
    await database.admin(
      "update portcullis.setup_links set expires_at = now() - interval '1 s' where id = $1",
      [two.id],
    );
    for (const token of [one.token, two.token, "", "pcl_x", `${one.token}x`])
      expect(await openSetupLink({ db }, token)).toBeNull();
    const { data } = await listSetupLinks({ db }, admin);
    expect(data.map(({ state }) => state).sort()).toEqual(["expired", "revoked"]);
    expect(JSON.stringify(data)).not.toContain(one.token);
    expect(await codeOf(revokeSetupLink({ db }, admin, one.id))).toBe("not_found");
  });

  it("stays good after a try that failed for what was entered, and sets nothing up when it is not", async () => {
    const link = await make();
    expect(await codeOf(connectByLink(rooms(), link.token, OF_NO_PROVIDER, "test-request"))).toBe(
      "unprocessable",
    );
    expect(await openSetupLink({ db }, link.token)).not.toBeNull();
    await revokeSetupLink({ db }, admin, link.id);
    expect(await codeOf(connectByLink(rooms(), link.token, OF_NO_PROVIDER, "test-request"))).toBe(
      "not_found",
    );
    const rows = await database.admin("select 1 from portcullis.connections where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(rows).toEqual([]);
  });
});
