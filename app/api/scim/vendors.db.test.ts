import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSession } from "@/lib/db/testing";
import { mapGroup } from "@/lib/directory";
import { house } from "../../rooms";
import { type TestApi, testApi } from "../testing/api";
import { standingOf, testDirectory } from "./testing/directory";
import { ENTRA, OKTA, type Step } from "./testing/sequences";

/* The sequences that Okta and Entra ID document, whole and in order. Neither vendor's service was asked. */
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe.each([
  ["Okta", OKTA, "00u1invented2", () => api.mine],
  ["Entra ID", ENTRA, "b.tarn", () => api.theirs],
] as const)("as %s documents it", (_name, steps, subject, tenantOf) => {
  it("a directory is tried, filled, changed and emptied, and membership follows each step", async () => {
    const tenant = tenantOf();
    await makeSession(api.database, tenant);
    const directory = await testDirectory(tenant);
    const ids = { user: "", group: "" };
    const fill = <One>(one: One): One =>
      JSON.parse(
        JSON.stringify(one ?? null)
          .replaceAll("{user}", ids.user)
          .replaceAll("{group}", ids.group),
      );
    const take = async ({ says, method, path, body, status, has, keep, member }: Step) => {
      const given = body === undefined ? undefined : fill(body);
      const answer = await directory.scim(method, fill(path), given);
      expect([says, answer.status, answer.status === status ? null : answer.body]).toEqual([
        ...[says, status, null],
      ]);
      if (keep !== undefined) ids[keep] = String(answer.body.id);
      if (keep === "group") {
        const role = "policy_manager";
        await mapGroup(await house(), directory.owner, directory.id, ids.group, { role });
      }
      if (has !== undefined) expect(answer.body, says).toMatchObject(fill(has));
      if (member !== undefined)
        expect(await standingOf(api, tenant, subject), says).toMatchObject(member);
    };
    for (const step of steps) await take(step);
    expect.assertions(
      steps.length +
        steps.filter(({ has }) => has).length +
        steps.filter(({ member }) => member).length,
    );
  });
});
